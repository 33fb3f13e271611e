import fc from 'fast-check';
import { type Binding, type LinkingInstance, type LinkNeed, linksAmong, type LinkTarget } from './links.js';

/** `db:postgres,sql` is the instance db of a template that provides postgres and sql. */
function targets(text: string): LinkTarget[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [instance_id = '', provides = instance_id] = part.split(':');
      return { instance_id, provides: provides.split(',') };
    });
}

/** The links of `web`: `cache:redis` needs redis under the name cache, `redis` under its own; `cache=db` is bound, `cache=~db` to one in the trash. */
function resolve(stack: string, needs: string, bound = '') {
  const dependencies = needs.split(' ').map((need): LinkNeed => {
    const [link = '', service = link] = need.split(':');
    return { link, service };
  });
  const bindings = bound
    .split(' ')
    .filter((part) => part !== '')
    .map((part): Binding => {
      const [link = '', instance_id = ''] = part.split('=');
      return { link, instance_id: instance_id.replace('~', ''), is_live: !instance_id.startsWith('~') };
    });
  return linksAmong(targets(stack))({ instance_id: 'web', dependencies, bindings });
}

it.each([
  ['the one that it is bound to', 'a:redis b:redis', 'redis', 'redis=b', 'b bound'],
  ['also one that only the name would not give', 'redis a:redis', 'redis', 'redis=a', 'a bound'],
  ['the one of its name', 'a:redis b:redis cache:redis', 'cache:redis', '', 'cache name'],
  ['that name wins over what is provided', 'cache:memcached b:redis', 'cache:redis', '', 'cache name'],
  ['the only one that provides it', 'store:valkey,redis db:postgres', 'cache:redis', '', 'store only_candidate'],
  ['none of several', 'a:redis b:valkey,redis', 'cache:redis', '', 'null none'],
  ['none where there is none', 'db:postgres', 'cache:redis', '', 'null none'],
  ['never itself by name', 'web:redis a:redis', 'web:redis', '', 'a only_candidate'],
  ['never itself because it provides it', 'web:redis', 'cache:redis', '', 'null none'],
  ['never itself because it is bound to it', 'web:redis', 'cache:redis', 'cache=web', 'null none'],
  ['another one while the bound one is no target', 'a:redis', 'cache:redis', 'cache=gone', 'a only_candidate'],
  ['not the new owner of the name of what is in the trash', 'a:redis b:redis', 'cache:redis', 'cache=~a', 'null none'],
])('a link leads to %s', (_, stack, needs, bound, expected) => {
  const [link] = resolve(stack, needs, bound);
  expect(`${link?.resolved_to} ${link?.by}`).toBe(expected);
});

it('keeps what else is said of the link, and names the candidates in order', () => {
  const stack = linksAmong(targets('b:valkey,redis a:redis web:redis other'));
  const need = { link: 'cache', service: 'redis', required: true };
  const found = { resolved_to: null, by: 'none', candidates: ['a', 'b'], candidate_count: 2 };
  expect(stack({ instance_id: 'web', dependencies: [need], bindings: [] })).toEqual([{ ...need, ...found }]);
});

it('names the first twenty candidates of many', () => {
  const many = Array.from({ length: 100 }, (_, n) => `i${String(n).padStart(2, '0')}:redis`).join(' ');
  const [link] = resolve(many, 'cache:redis');
  expect(link).toMatchObject({ resolved_to: null, candidate_count: 100 });
  expect(link?.candidates).toEqual(Array.from({ length: 20 }, (_, n) => `i${String(n).padStart(2, '0')}`));
});

describe('any stack', () => {
  const name = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e');
  const target = fc.record({ instance_id: name, provides: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }) });
  const stack = fc.uniqueArray(target, { selector: ({ instance_id }) => instance_id });
  const instance: fc.Arbitrary<LinkingInstance<LinkNeed>> = fc.record({
    instance_id: name,
    dependencies: fc.uniqueArray(fc.record({ link: name, service: name }), { selector: ({ link }) => link }),
    bindings: fc.uniqueArray(fc.record({ link: name, instance_id: name, is_live: fc.boolean() }), {
      selector: ({ link }) => link,
    }),
  });

  /** The order of resolution as it is written down, one link at a time. */
  function expected(all: LinkTarget[], { instance_id: own, bindings }: LinkingInstance<LinkNeed>, need: LinkNeed) {
    const others = all.filter(({ instance_id }) => instance_id !== own);
    const has = (wanted: string | undefined) => others.some(({ instance_id }) => instance_id === wanted);
    const binding = bindings.find(({ link }) => link === need.link);
    if (binding?.is_live && has(binding.instance_id)) return [binding.instance_id, 'bound'];
    if (has(need.link)) return [need.link, 'name'];
    const fit = others.filter(({ provides }) => provides.includes(need.service));
    return fit.length === 1 ? [fit[0]?.instance_id, 'only_candidate'] : [null, 'none'];
  }

  it('resolves as the order says, whatever the order of the instances', () => {
    const property = fc.property(stack, instance, (all, from) => {
      const resolved = linksAmong(all)(from);
      expect(linksAmong(all.toReversed())(from)).toEqual(resolved);
      expect(resolved.map(({ resolved_to, by }) => [resolved_to, by])).toEqual(
        from.dependencies.map((need) => expected(all, from, need)),
      );
      const fit = (service: string) =>
        all.filter(({ instance_id, provides }) => instance_id !== from.instance_id && provides.includes(service));
      for (const { service, candidates, candidate_count } of resolved) {
        expect(candidates).toEqual(
          fit(service)
            .map(({ instance_id }) => instance_id)
            .toSorted(),
        );
        expect(candidate_count).toBe(candidates.length);
      }
    });
    fc.assert(property);
  });
});
