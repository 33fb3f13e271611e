import fc from 'fast-check';
import { dependency } from '../../test/setup/effective-stack.js';
import { linksAmong } from '../references/links.js';
import { type DependentInstance, resolveDependencies } from './dependencies.js';
import type { DependencyDefinition } from './template-definition.js';

/** An instance of a template, and what that needs. */
interface Sketch {
  instance_id: string;
  template_name: string;
  dependencies: DependencyDefinition[];
}

/** `web:app>redis,db!,mail?` is the instance web of template app, which needs redis started and db healthy, and can do without mail. */
function instances(text: string): DependentInstance[] {
  const sketches = text.split(' ').map((part): Sketch => {
    const [, instance_id = '', template_name = instance_id, needs = ''] = /^([^:>]+):?([^>]+)?>?(.*)$/.exec(part) ?? [];
    const dependencies = needs
      .split(',')
      .filter((need) => need !== '')
      .map((need) =>
        dependency({
          service: need.replace(/[!?]/, ''),
          condition: need.endsWith('!') ? 'service_healthy' : 'service_started',
          required: !need.endsWith('?'),
        }),
      );
    return { instance_id, template_name, dependencies };
  });
  return linked(sketches);
}

function linked(sketches: readonly Sketch[]): DependentInstance[] {
  const links = linksAmong(
    sketches.map(({ instance_id, template_name }) => ({ instance_id, provides: [template_name] })),
  );
  return sketches.map((each) => ({
    instance_id: each.instance_id,
    dependencies: links({ ...each, bindings: [] }),
  }));
}

const edgesOf = (text: string) =>
  resolveDependencies(instances(text)).edges.map(
    ({ instance_id, depends_on, condition }) =>
      `${instance_id}>${depends_on}${condition === 'service_healthy' ? '!' : ''}`,
  );
const problemsOf = (text: string) =>
  resolveDependencies(instances(text)).problems.map(
    ({ code, instance_id, service, candidates, path }) =>
      `${code.replace(/^[a-z]+-/, '')} ${instance_id} ${service} ${candidates.join(',')}${path.join('>')}`,
  );

describe('which instance a dependency on a template means', () => {
  it.each([
    ['none', 'a', [], []],
    ['the only one of the template', 'web:app>redis cache:redis', ['web>cache'], []],
    ['the one that is named like the template', 'web:app>redis cache:redis redis', ['web>redis'], []],
    ['that name wins over the template', 'web:app>redis cache:redis redis:valkey', ['web>redis'], []],
    ['no instance of it', 'web:app>redis', [], ['unresolved web redis ']],
    ['several', 'web:app>redis one:redis two:redis', [], ['ambiguous web redis one,two']],
    ['never itself by name', 'redis:app>redis cache:redis', ['redis>cache'], []],
    ['never itself by template', 'web:app>app', [], ['unresolved web app ']],
    ['none where it is not required', 'web:app>redis?', [], []],
    ['several where it is not required', 'web:app>redis? a:redis b:redis', [], ['ambiguous web redis a,b']],
    ['its condition', 'web:app>db! db:db', ['web>db!'], []],
    ['two links, one instance, the stricter wins', 'web:app>a,b! a:b', ['web>a!'], []],
    ['the same the other way round', 'web:app>a!,b a:b', ['web>a!'], []],
    ['several instances, each on its own', 'x:app>db y:app>db db', ['x>db', 'y>db'], []],
  ])('%s', (_, text, edges, problems) => {
    expect(edgesOf(text)).toEqual(edges);
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('cycles', () => {
  it.each([
    ['of two', 'a>b b>a', ['a>b'], ['cycle b a a>b>a']],
    ['of three', 'a>b b>c c>a', ['a>b', 'b>c'], ['cycle c a a>b>c>a']],
    ['not where the walk starts', 'a>m m>n n>m', ['a>m', 'm>n'], ['cycle n m m>n>m']],
    ['two at once', 'a>b b>a,c c>b', ['a>b', 'b>c'], ['cycle b a a>b>a', 'cycle c b b>c>b']],
    ['a diamond is none', 'a>b,c b>d c>d d', ['a>b', 'a>c', 'b>d', 'c>d'], []],
  ])('%s', (_, text, edges, problems) => {
    expect(edgesOf(text)).toEqual(edges);
    expect(problemsOf(text)).toEqual(problems);
  });

  it('a chain of ten thousand needs no stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => `i${n}>i${n + 1}`).join(' ');
    expect(resolveDependencies(instances(chain)).edges).toHaveLength(9_999);
  });
});

describe('any stack', () => {
  const name = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e');
  const dependencies = fc.uniqueArray(
    fc
      .record({ service: name, condition: fc.constantFrom('service_started' as const, 'service_healthy' as const) })
      .map(dependency),
    { selector: ({ service }) => service },
  );
  const stack = fc.uniqueArray(fc.record({ instance_id: name, template_name: name, dependencies }), {
    selector: ({ instance_id }) => instance_id,
  });

  it('gives the same whatever the order, and edges that can be followed to an end', () => {
    fc.assert(
      fc.property(stack, (some) => {
        const resolved = resolveDependencies(linked(some));
        expect(resolveDependencies(linked(some.toReversed()))).toEqual(resolved);
        let left = some.map(({ instance_id }) => instance_id);
        for (let before = -1; left.length !== before;) {
          before = left.length;
          left = left.filter((one) =>
            resolved.edges.some(({ instance_id, depends_on }) => instance_id === one && left.includes(depends_on)),
          );
        }
        expect(left).toEqual([]);
      }),
    );
  });

  it('reports a cycle only where every step of it is a dependency that was found', () => {
    fc.assert(
      fc.property(stack, (some) => {
        for (const { path } of resolveDependencies(linked(some)).problems.filter(
          ({ code }) => code === 'dependency-cycle',
        )) {
          expect(path.at(0)).toBe(path.at(-1));
          for (const [index, next] of path.slice(1).entries()) {
            const from = some.find(({ instance_id }) => instance_id === path[index]);
            const to = some.find(({ instance_id }) => instance_id === next);
            const services = from?.dependencies.map(({ service }) => service);
            expect([to?.instance_id, to?.template_name].some((known) => services?.includes(known ?? ''))).toBe(true);
          }
        }
      }),
    );
  });
});
