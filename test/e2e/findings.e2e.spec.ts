import fc from 'fast-check';
import type { Finding } from '../../src/findings/finding.js';
import { FindingsService } from '../../src/findings/findings.service.js';
import { ApiDocument } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack, problem, putFacet } from '../setup/story.js';

/** What a user of a stack may want to know before it runs, through HTTP. Each story has stacks and templates of its own. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const findings = async (stack: string) => (await server.http.get(`/stacks/${stack}/findings`).expect(200)).body;
const found = async (stack: string): Promise<Finding[]> => (await findings(stack)).findings;
const kinds = async (stack: string) => (await found(stack)).map(({ kind, subject }) => `${kind} ${subject}`);
const at = (stack: string, instance = '') => `/stacks/${stack}/instances${instance && `/${instance}`}`;

async function template(name: string, parts: object = {}): Promise<void> {
  await server.http
    .post('/services')
    .send({ name, image_name: name, ...parts })
    .expect(201);
}

/** Sends the request that a finding suggests, word by word. */
async function follow({ suggestion }: Finding): Promise<void> {
  const { method = 'PUT', path = '', body } = suggestion?.request ?? {};
  const send = { POST: server.http.post, PUT: server.http.put, PATCH: server.http.patch }[method];
  const answer = await send.call(server.http, path).send(body);
  expect([path, Math.floor(answer.status / 100), answer.text]).toEqual([path, 2, answer.text]);
}

/** Follows the suggestions until there are no such findings left; returns how many it took. */
async function followAll(stack: string, kind: string): Promise<number> {
  for (let steps = 0; ; steps++) {
    const next = (await found(stack)).find((finding) => finding.kind === kind);
    if (!next || steps > 20) return steps;
    await follow(next);
  }
}

describe('the answer', () => {
  it('for a stack without findings, without instances, and for no stack', async () => {
    await newStack(server, 'quiet');
    const none = { stack: 'quiet', counts: { error: 0, warning: 0, info: 0 }, capped: false, findings: [] };
    expect(await findings('quiet')).toEqual(none);
    expect((await server.http.get('/stacks/nope/findings').expect(404)).body).toEqual(
      problem(404, '/stacks/nope/findings', 'There is no stack "nope".'),
    );
    await server.http.delete('/stacks/quiet').expect(204);
    await server.http.get('/stacks/quiet/findings').expect(404);
  });

  it('is as the API document says, whatever it holds', async () => {
    const api = new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
    await template('needed');
    await template('needy', {
      dependencies: [{ service: 'needed' }],
      ports: [{ host_port: 3999, container_port: 80 }],
    });
    await newStack(server, 'mixed');
    for (const name of ['one', 'two']) await newInstance(server, 'mixed', name, { template: 'needy' });
    const { content } = api.operation('get', '/api/v1/stacks/{stack}/findings').responses['200'] ?? {};
    await newStack(server, 'empty');
    for (const stack of ['mixed', 'empty']) {
      expect(api.errors(content?.['application/json']?.schema ?? { not: {} }, await findings(stack))).toEqual([]);
    }
    expect((await kinds('mixed')).length).toBeGreaterThan(1);
    for (const name of ['one', 'two']) await server.http.delete(at('mixed', name)).expect(204);
  });

  it('counts all and lists 500 of them', async () => {
    const env_vars = Array.from({ length: 501 }, (_, n) => ({ key: `SECRET_${n}`, is_secret: true }));
    await template('many', { env_vars });
    await newStack(server, 'many');
    await newInstance(server, 'many', 'one', { template: 'many' });
    const body = await findings('many');
    expect([body.counts, body.capped, body.findings.length]).toEqual([{ error: 0, warning: 501, info: 0 }, true, 500]);
    expect(await findings('many')).toEqual(body);
  });
});

describe('host ports', () => {
  beforeAll(async () => {
    await template('web', { ports: [{ host_port: 4000, container_port: 80 }] });
    for (const stack of ['shop', 'blog']) {
      await newStack(server, stack);
      await newInstance(server, stack, 'web', { template: 'web' });
    }
  });

  it('that two stacks have from one template clash, with the next free one for this stack', async () => {
    expect(await findings('shop')).toEqual({
      stack: 'shop',
      counts: { error: 1, warning: 0, info: 0 },
      capped: false,
      findings: [
        {
          kind: 'port-clash',
          severity: 'error',
          subject: '4000/tcp',
          message: 'Host port 4000/tcp is claimed by shop/web (127.0.0.1) and blog/web.',
          instances: [
            { stack: 'shop', instance_id: 'web' },
            { stack: 'blog', instance_id: 'web' },
          ],
          instance_count: 2,
          suggestion: {
            text: 'Publish shop/web on host port 4001 instead.',
            request: {
              method: 'PATCH',
              path: '/stacks/shop/instances/web/ports',
              body: {
                set: [
                  {
                    host_ip: '127.0.0.1',
                    host_port: 4001,
                    container_port: 80,
                    protocol: 'tcp',
                    publish_mode: 'ingress',
                  },
                ],
              },
            },
          },
        },
      ],
    });
  });

  it('do not clash with what does not run: disabled or trashed instances and stacks; a disabled stack is told its own', async () => {
    const silent = async (off: () => Promise<unknown>, on: () => Promise<unknown>) => {
      await off();
      expect(await kinds('shop')).toEqual([]);
      await on();
      expect(await kinds('shop')).toEqual(['port-clash 4000/tcp']);
    };
    const set = (enabled: boolean) => () => server.http.put(at('blog', 'web')).send({ enabled }).expect(200);
    await silent(set(false), set(true));
    const put = (verb: string) => async () => {
      await server.http.post(`/stacks/blog/${verb}`).expect(200);
      expect(await kinds('blog')).toEqual(['port-clash 4000/tcp']);
    };
    await silent(put('disable'), put('enable'));
    await silent(
      () => server.http.delete('/stacks/blog').expect(204),
      () => server.http.post('/stacks/trash/blog/restore').send({}).expect(200),
    );
    const own = (enabled: boolean) => server.http.put(at('shop', 'web')).send({ enabled }).expect(200);
    await own(false);
    expect(await kinds('shop')).toEqual([]);
    await own(true);
  });

  it('are compared as they are in effect, and following the suggestion settles it', async () => {
    await putFacet(server, at('blog', 'web'), 'ports', [{ host_ip: '0.0.0.0', host_port: 4001, container_port: 80 }]);
    expect(await kinds('shop')).toEqual([]);
    await putFacet(server, at('shop', 'web'), 'ports', [{ host_port: 4001, container_port: 8080 }]);
    expect(await kinds('shop')).toEqual(['port-clash 4001/tcp']);
    expect(await kinds('blog')).toEqual(['port-clash 4001/tcp']);
    expect(await followAll('shop', 'port-clash')).toBe(1);
    expect((await server.http.get(`${at('shop', 'web')}/ports`)).body).toMatchObject([{ host_port: 4002 }]);
    expect(await kinds('blog')).toEqual([]);
  });

  it('of one instance, an override on an inherited port: the inherited one moves', async () => {
    await putFacet(server, at('shop', 'web'), 'ports', [{ host_port: 4000, container_port: 9000 }]);
    const [finding] = await found('shop');
    expect(finding).toMatchObject({ subject: '4000/tcp', instance_count: 1 });
    expect(finding?.message).toContain('claims host port 4000/tcp more than once');
    expect(await followAll('shop', 'port-clash')).toBe(1);
    const { body } = await server.http.get(`${at('shop', 'web')}/ports`);
    expect(body).toMatchObject([
      { container_port: 9000, host_port: 4000 },
      { container_port: 80, host_port: 4002 },
    ]);
  });

  it('in a row are one finding', async () => {
    const range = Array.from({ length: 5 }, (_, n) => ({ host_port: 4100 + n, container_port: 100 + n }));
    for (const stack of ['shop', 'blog']) await putFacet(server, at(stack, 'web'), 'ports', range);
    expect(await kinds('shop')).toContain('port-clash 4100-4104/tcp');
    expect(await followAll('shop', 'port-clash')).toBeGreaterThan(0);
    expect(await kinds('shop')).toEqual([]);
  });

  it('that very many instances have name twenty of them, and are settled one by one within a stack', async () => {
    await template('herd', { ports: [{ host_port: 4500, container_port: 80, protocol: 'udp' }] });
    for (const stack of ['herd', 'flock']) await newStack(server, stack);
    for (let n = 0; n < 4; n++) await newInstance(server, 'herd', `h${n}`, { template: 'herd' });
    for (let n = 0; n < 25; n++) await newInstance(server, 'flock', `f${n}`, { template: 'herd' });
    const [finding] = await found('herd');
    expect([finding?.instances.length, finding?.instance_count]).toEqual([20, 29]);
    expect(finding?.instances.slice(3, 5)).toEqual([
      { stack: 'herd', instance_id: 'h3' },
      { stack: 'flock', instance_id: 'f0' },
    ]);
    expect(finding?.message).toBe(
      'Host port 4500/udp is claimed by herd/h0 (127.0.0.1), herd/h1 (127.0.0.1), herd/h2 (127.0.0.1), herd/h3 (127.0.0.1) and 25 more.',
    );
    expect(await followAll('herd', 'port-clash')).toBe(4);
  });
});

interface Claim {
  stack: string;
  instance_id: string;
  host_ip: string;
  host_port: number;
  container_port: number;
  protocol: string;
}

describe('host ports of any stacks', () => {
  const PLACES = ['p1/a', 'p1/b', 'p2/a', 'p2/b', 'p3/a'];
  const FAMILY: Record<string, string[]> = {
    '127.0.0.1': ['127.0.0.1'],
    '10.0.0.1': ['10.0.0.1'],
    '0.0.0.0': ['127.0.0.1', '10.0.0.1', 'any other 4'],
    '::1': ['::1'],
    '::': ['127.0.0.1', '10.0.0.1', 'any other 4', '::1', 'any other 6'],
  };

  /** The rule in its plainest form: every address that a claim listens on, written out. */
  function meet(a: Claim, b: Claim): boolean {
    const same_instance = a.stack === b.stack && a.instance_id === b.instance_id;
    const families = a.host_ip.includes(':') !== b.host_ip.includes(':');
    if (same_instance && families && a.container_port === b.container_port) return false;
    const heard = new Set(FAMILY[a.host_ip]);
    const shared = (FAMILY[b.host_ip] ?? []).some((ip) => heard.has(ip));
    return shared && a.host_port === b.host_port && a.protocol === b.protocol;
  }

  beforeAll(async () => {
    await template('any');
    for (const stack of ['p1', 'p2', 'p3']) await newStack(server, stack);
    for (const place of PLACES) {
      const [stack = '', name = ''] = place.split('/');
      await newInstance(server, stack, name, { template: 'any' });
    }
  });

  const port = fc.record({
    host_ip: fc.constantFrom(...Object.keys(FAMILY)),
    host_port: fc.integer({ min: 5000, max: 5003 }),
    container_port: fc.integer({ min: 1, max: 3 }),
    protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
  });
  const ports = fc.uniqueArray(port, {
    maxLength: 4,
    selector: ({ host_ip, host_port, protocol }) => `${host_ip} ${host_port} ${protocol}`,
  });
  const world = fc.record({
    inherited: ports,
    own: fc.array(ports, { minLength: PLACES.length, maxLength: PLACES.length }),
    enabled: fc.array(fc.boolean(), { minLength: PLACES.length, maxLength: PLACES.length }),
    stack_enabled: fc.boolean(),
  });

  const tcp = (host_port: number, container_port: number) => {
    return { host_ip: '127.0.0.1', host_port, container_port, protocol: 'tcp' };
  };
  /** An instance whose own port is where another key, which a suggestion sets anew, is inherited. */
  const MET_BY_ITS_OWN = {
    inherited: [tcp(5000, 1), tcp(5002, 1)],
    own: [[tcp(5002, 2)], ...PLACES.slice(1).map(() => [])],
    enabled: PLACES.map(() => false),
    stack_enabled: false,
  };

  /** An instance of which two keys meet on two ports: whichever is moved, the other ports of both keys are set anew too. */
  const MET_TWICE = {
    ...MET_BY_ITS_OWN,
    inherited: [tcp(5000, 2), { ...tcp(5001, 2), host_ip: '0.0.0.0' }],
    own: [[{ ...tcp(5001, 1), host_ip: '0.0.0.0' }, tcp(5000, 1)], ...PLACES.slice(1).map(() => [])],
  };

  type World = typeof world extends fc.Arbitrary<infer Given> ? Given : never;

  async function arrange({ inherited, own, enabled, stack_enabled }: World): Promise<void> {
    await server.http.put('/services/any/ports').send({ ports: inherited }).expect(200);
    for (const [index, place] of PLACES.entries()) {
      const [stack = '', name = ''] = place.split('/');
      await putFacet(server, at(stack, name), 'ports', own[index] ?? []);
      await server.http.put(at(stack, name)).send({ enabled: enabled[index] }).expect(200);
    }
    await server.http.put('/stacks/p2').send({ enabled: stack_enabled }).expect(200);
  }

  async function claimsInEffect(enabled: boolean[]): Promise<Claim[]> {
    const running = PLACES.filter((_, index) => enabled[index]);
    const lists = await Promise.all(
      running.map(async (place) => {
        const [stack = '', instance_id = ''] = place.split('/');
        const { body } = await server.http.get(`${at(stack, instance_id)}/effective-config`).expect(200);
        return body.ports.map((item: object) => ({ stack, instance_id, ...item }));
      }),
    );
    return lists.flat();
  }

  it('clash exactly where a naive comparison of all pairs says so', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        await arrange(given);
        const all = await claimsInEffect(given.enabled);
        for (const stack of ['p1', 'p2', 'p3']) {
          const pairs = all.flatMap((mine, index) =>
            all
              .filter((other, position) => mine.stack === stack && position !== index && meet(mine, other))
              .filter((other) => other.stack === stack || other.stack !== 'p2' || given.stack_enabled)
              .map((other) => [mine, other] as const),
          );
          const name = ({ instance_id, ...claim }: Pick<Claim, 'stack' | 'instance_id'>) =>
            `${claim.stack}/${instance_id}`;
          const wanted = pairs.map(([a, b]) => `${a.host_port}/${a.protocol} ${name(a)} ${name(b)}`);
          const told = (await found(stack)).map(({ kind, subject, instances }) => {
            const [, from, to = from, protocol] = /^(\d+)(?:-(\d+))?\/(\w+)$/.exec(subject) ?? [];
            const list = Array.from(
              { length: Number(to) - Number(from) + 1 },
              (_, n) => `${Number(from) + n}/${protocol}`,
            );
            expect(kind).toBe('port-clash');
            return { list, names: instances.map(name) };
          });
          // Every pair stands in a finding, and every port and instance of a finding is part of a pair.
          for (const [a, b] of pairs) {
            const place = `${a.host_port}/${a.protocol}`;
            const holding = told.filter(
              ({ list, names }) => list.includes(place) && names.includes(name(a)) && names.includes(name(b)),
            );
            expect([place, name(a), name(b), holding.length > 0]).toEqual([place, name(a), name(b), true]);
          }
          for (const { list, names } of told) {
            for (const place of list) {
              for (const one of names) {
                const met = names.some(
                  (other) => wanted.includes(`${place} ${one} ${other}`) || wanted.includes(`${place} ${other} ${one}`),
                );
                expect([place, one, met]).toEqual([place, one, true]);
              }
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are settled by following the suggestions, which always go on', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        await arrange({ ...given, enabled: PLACES.map(() => true), stack_enabled: true });
        for (const stack of ['p1', 'p2', 'p3']) expect(await followAll(stack, 'port-clash')).toBeLessThan(20);
        for (const stack of ['p1', 'p2', 'p3']) expect(await kinds(stack)).toEqual([]);
      }),
      {
        numRuns: 5,
        examples: [[MET_BY_ITS_OWN], [MET_TWICE]],
      },
    );
  });
});

describe('domains', () => {
  beforeAll(async () => {
    await template('site', { domains: [{ domain: 'site.localhost', proxy_port: 80 }] });
    for (const stack of ['north', 'south']) {
      await newStack(server, stack);
      await newInstance(server, stack, 'site', { template: 'site' });
    }
  });

  it('that two instances have are a warning, settled by a name of its own', async () => {
    const [finding] = await found('north');
    expect(finding).toMatchObject({
      kind: 'domain-clash',
      severity: 'warning',
      message: 'The domain site.localhost is claimed by north/site and south/site.',
      suggestion: { text: 'Give north/site the domain site.north.site.localhost instead.' },
    });
    expect(await followAll('north', 'domain-clash')).toBe(1);
    const { body } = await server.http.get(`${at('north', 'site')}/effective-config`);
    expect(body.domains).toMatchObject([{ domain: 'site.north.site.localhost', proxy_port: 80 }]);
    expect(await kinds('south')).toEqual([]);
  });

  it('under a wildcard of another instance are an info, here and there', async () => {
    await newInstance(server, 'south', 'proxy', { template: 'site' });
    await putFacet(server, at('south', 'proxy'), 'domains', [
      { domain: 'site.localhost', removed: true },
      { domain: '*.site.localhost' },
    ]);
    expect(await kinds('north')).toEqual(['domain-overlap site.north.site.localhost']);
    const [finding] = await found('south');
    expect(finding).toMatchObject({ kind: 'domain-overlap', severity: 'info', subject: '*.site.localhost' });
    expect(finding?.message).toBe('The domain *.site.localhost of south/proxy overlaps with domains of north/site.');
    await putFacet(server, at('south', 'site'), 'domains', [
      { domain: 'site.localhost', removed: true },
      { domain: 'a.site.localhost' },
    ]);
    expect((await found('south')).map(({ message }) => message)).toEqual([
      'The domain *.site.localhost of south/proxy overlaps with domains of south/site and north/site.',
    ]);
  });

  it('meet wildcards by whole labels only', async () => {
    const label = fc.constantFrom('a', 'b', 'xa');
    const domain = fc
      .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 2 }))
      .map(([wild, labels]) => [...(wild ? ['*'] : []), ...labels].join('.'));
    const own = fc.uniqueArray(domain, { maxLength: 4 });
    const store = (stack: string, domains: string[]) =>
      putFacet(server, at(stack, 'site'), 'domains', [
        { domain: 'site.localhost', removed: true },
        ...domains.map((name) => ({ domain: name })),
      ]);
    const covers = (one: string, another: string) =>
      one !== another &&
      one.startsWith('*.') &&
      another
        .split('.')
        .slice(1)
        .some((_, n, all) => all.slice(n).join('.') === one.slice(2));
    await server.http.delete(at('south', 'proxy')).expect(204);
    await fc.assert(
      fc.asyncProperty(own, own, async (mine, theirs) => {
        await store('north', mine);
        await store('south', theirs);
        const clash = mine.filter((name) => theirs.includes(name)).map((name) => `domain-clash ${name}`);
        const overlap = mine
          .filter((one) => theirs.some((other) => covers(one, other) || covers(other, one)))
          .map((name) => `domain-overlap ${name}`);
        expect(await kinds('north')).toEqual([...clash.toSorted(), ...overlap.toSorted()]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('dependencies', () => {
  beforeAll(async () => {
    await template('cache');
    await template('store', { restart_policy: 'unless-stopped' });
    const dependencies = [
      { service: 'cache', condition: 'service_healthy' },
      { service: 'store', condition: 'service_completed_successfully' },
    ];
    await template('app', { dependencies });
    await newStack(server, 'deps');
    for (const name of ['app', 'worker']) await newInstance(server, 'deps', name, { template: 'app' });
  });

  it('that nobody meets are one finding per template; adding the instance settles it', async () => {
    const list = await found('deps');
    expect(list.map(({ kind, subject, instance_count }) => [kind, subject, instance_count])).toEqual([
      ['link-unresolved', 'cache', 2],
      ['link-unresolved', 'store', 2],
    ]);
    expect(list[0]?.message).toBe('app and worker need an instance of cache, and the stack has none that is enabled.');
    expect(await followAll('deps', 'link-unresolved')).toBe(2);
    expect(await kinds('deps')).toEqual(['dependency-without-healthcheck cache', 'dependency-never-completes store']);
  });

  it('on a healthcheck or an end that never comes are warnings', async () => {
    expect(await followAll('deps', 'dependency-never-completes')).toBe(1);
    for (const test of ['["NONE"]', 'true']) {
      expect(await kinds('deps')).toEqual(['dependency-without-healthcheck cache']);
      await putFacet(server, at('deps', 'cache'), 'healthcheck', [{ test }]);
    }
    expect(await kinds('deps')).toEqual([]);
  });

  it('on a disabled instance suggest to enable it', async () => {
    await server.http.put(at('deps', 'store')).send({ enabled: false }).expect(200);
    const [finding] = await found('deps');
    expect(finding?.suggestion).toMatchObject({ text: 'Enable deps/store.', request: { body: { enabled: true } } });
    expect(await followAll('deps', 'link-unresolved')).toBe(1);
  });

  it('that several instances meet are ambiguous until one is named like the template', async () => {
    await server.http
      .post(`${at('deps', 'cache')}/rename`)
      .send({ instance_id: 'one' })
      .expect(200);
    await newInstance(server, 'deps', 'two', { template: 'cache' });
    const [finding] = await found('deps');
    expect(finding).toMatchObject({ kind: 'link-ambiguous', severity: 'warning', subject: 'cache' });
    expect(finding?.instances.map(({ instance_id }) => instance_id)).toEqual(['app', 'worker', 'one', 'two']);
    await server.http
      .post(`${at('deps', 'one')}/rename`)
      .send({ instance_id: 'cache' })
      .expect(200);
    expect(await kinds('deps')).toEqual([]);
  });

  it('in a circle are an error with the path', async () => {
    await template('left');
    await template('right', { dependencies: [{ service: 'left' }] });
    await server.http
      .put('/services/left')
      .send({ dependencies: [{ service: 'right' }] })
      .expect(200);
    await newStack(server, 'circle');
    for (const name of ['left', 'right']) await newInstance(server, 'circle', name, { template: name });
    expect(await found('circle')).toEqual([
      expect.objectContaining({
        kind: 'dependency-cycle',
        severity: 'error',
        subject: 'left → right → left',
        instance_count: 2,
      }),
    ]);
  });
});

describe('values', () => {
  it('secrets without a value, in effect; never a value in an answer', async () => {
    const env_vars = [
      { key: 'PASSWORD', is_secret: true },
      { key: 'API_TOKEN', value: 'plain-and-public' },
      { key: 'OTHER', value: '' },
    ];
    await template('vault', { env_vars });
    await newStack(server, 'vault');
    for (const name of ['a', 'b']) await newInstance(server, 'vault', name, { template: 'vault' });
    expect(await kinds('vault')).toEqual(['secret-without-value PASSWORD', 'secret-without-value PASSWORD']);
    await putFacet(server, at('vault', 'a'), 'env_vars', [{ key: 'PASSWORD', value: 's3cret', is_secret: true }]);
    await putFacet(server, at('vault', 'b'), 'env_vars', [{ key: 'PASSWORD', removed: true }]);
    expect(await kinds('vault')).toEqual([]);
    await putFacet(server, at('vault', 'b'), 'env_vars', [{ key: 'TOKEN', is_secret: true }]);
    const { findings: list } = await findings('vault');
    expect(list).toMatchObject([
      { severity: 'warning', message: 'PASSWORD of b is a secret without a value.' },
      { severity: 'warning', message: 'TOKEN of b is a secret without a value.' },
    ]);
    expect(JSON.stringify(list)).not.toContain('s3cret');
  });

  it('volumes that an override or the outside world names; those of templates are each instance’s own', async () => {
    await template('disk', { volumes: [{ source: 'data', target: '/data' }] });
    for (const stack of ['disks', 'others']) {
      await newStack(server, stack);
      for (const name of ['a', 'b']) await newInstance(server, stack, name, { template: 'disk' });
    }
    expect(await kinds('disks')).toEqual([]);
    const mount = (stack: string, name: string, source: string, is_external = false) =>
      putFacet(server, at(stack, name), 'volumes', [{ source, target: '/data', is_external }]);
    await mount('disks', 'b', 'a-data');
    expect(await kinds('disks')).toEqual(['volume-shared a-data']);
    await mount('disks', 'a', 'common');
    expect(await kinds('disks')).toEqual([]);
    for (const stack of ['disks', 'others']) await mount(stack, 'b', 'common');
    expect(await kinds('disks')).toEqual(['volume-shared common']);
    expect(await kinds('others')).toEqual([]);
    for (const stack of ['disks', 'others']) await mount(stack, 'b', 'common', true);
    expect(await found('disks')).toMatchObject([
      {
        kind: 'volume-shared',
        severity: 'info',
        message: 'The external volume common is shared by disks/b and others/b.',
      },
    ]);
  });

  it('container names that a trashed instance would need again', async () => {
    await newStack(server, 'bin');
    for (const _ of [1, 2]) {
      await newInstance(server, 'bin', 'db', { template: 'disk' });
      await server.http.delete(at('bin', 'db')).expect(204);
    }
    expect(await kinds('bin')).toEqual([]);
    await newInstance(server, 'bin', 'db', { template: 'disk' });
    const [finding] = await found('bin');
    expect(finding).toMatchObject({
      kind: 'container-name-clash',
      severity: 'info',
      subject: 'devarch-bin-db',
      message:
        'The 2 trashed instances db cannot be restored under that name: bin/db has the container name devarch-bin-db.',
      instances: [{ stack: 'bin', instance_id: 'db' }],
    });
    expect(await followAll('bin', 'container-name-clash')).toBe(2);
    expect((await server.http.get(at('bin'))).body).toHaveLength(3);
  });
});

describe('over all stacks', () => {
  const all = async (query = '') => (await server.http.get(`/findings?limit=500${query}`).expect(200)).body;
  const stacks = async (): Promise<{ name: string }[]> => (await server.http.get('/stacks?limit=500').expect(200)).body;

  it('are those of each stack', async () => {
    let count = 0;
    for (const { name } of await stacks()) {
      const [own, of_all] = [await findings(name), await all(`&stack=${name}`)];
      const without = of_all.findings.map(({ stack, ...finding }: Finding & { stack: string }) => {
        expect(stack).toBe(name);
        return finding;
      });
      expect([name, of_all.counts, without]).toEqual([name, own.counts, own.findings]);
      count += own.findings.length;
    }
    expect(count).toBeGreaterThan(10);
  });

  it('are errors first, filtered, cut and counted', async () => {
    const { counts, findings: listed } = await all();
    const order = listed.map(({ severity }: Finding) => ['error', 'warning', 'info'].indexOf(severity));
    expect(order).toEqual(order.toSorted());
    const warnings = await all('&severity=warning');
    expect(warnings.counts).toEqual({ error: 0, warning: counts.warning, info: 0 });
    const shared = await all('&kind=volume-shared');
    expect(new Set(shared.findings.map(({ kind }: Finding) => kind))).toEqual(new Set(['volume-shared']));
    const { body: cut } = await server.http.get('/findings?limit=1').expect(200);
    expect(cut).toEqual({ counts, capped: true, findings: listed.slice(0, 1) });
    expect(await all('&stack=nobody')).toEqual({
      counts: { error: 0, warning: 0, info: 0 },
      capped: false,
      findings: [],
    });
    for (const wrong of ['severity=bad', 'kind=port', 'limit=501'])
      await server.http.get(`/findings?${wrong}`).expect(400);
  });

  it('are counted in the summary, with everything else that is live, in one statement', async () => {
    const { body } = await server.http.get('/summary').expect(200);
    const [listed, { counts }] = [await stacks(), await all()];
    const sum = (name: string) => listed.reduce((total, stack) => total + Number(Reflect.get(stack, name)), 0);
    const templates: { enabled: boolean }[] = (await server.http.get('/services?limit=500')).body;
    expect(body).toEqual({
      stacks: { total: listed.length, enabled: listed.filter((stack) => Reflect.get(stack, 'enabled')).length },
      instances: { total: sum('instance_count'), enabled: sum('enabled_count') },
      templates: { total: templates.length, enabled: templates.filter(({ enabled }) => enabled).length },
      overrides: sum('override_count'),
      variables: sum('variable_count'),
      findings: counts,
    });
    expect(await server.statements(() => server.http.get('/summary').expect(200))).toHaveLength(1);
    expect(await server.statements(() => server.http.get('/findings').expect(200))).toHaveLength(1);
  });
});

describe('the statements', () => {
  it('are as many for one instance as for many, one and the nearest name for a stack that is not there, and write nothing', async () => {
    await newStack(server, 'counted');
    const counted = () => server.statements(() => findings('counted'));
    expect(await counted()).toHaveLength(9);
    await newInstance(server, 'counted', 'i0', { template: 'web' });
    await newInstance(server, 'counted', 'i1', { template: 'web' });
    const few = await counted();
    expect(few).toHaveLength(10);
    for (let n = 2; n < 15; n++) await newInstance(server, 'counted', `i${n}`, { template: 'app' });
    expect(await counted()).toEqual(few);
    expect(few.filter((sql) => !/^(SELECT|WITH)\b/.test(sql))).toEqual([]);
    const none = await server.statements(() => server.http.get('/stacks/nope/findings').expect(404));
    expect(none).toEqual([expect.anything(), expect.stringMatching(/^\(SELECT name AS name FROM stacks/)]);
  });

  it('see what the caller’s own transaction wrote', async () => {
    const service = server.get(FindingsService);
    await server.dataSource.transaction(async (tx) => {
      await tx.query("UPDATE stacks SET name = 'renamed' WHERE name = 'counted'");
      expect((await service.list('renamed', tx)).counts.error).toBe(1);
    });
  });
});
