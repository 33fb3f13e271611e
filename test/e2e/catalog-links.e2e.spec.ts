import { parse } from 'yaml';
import { CatalogService } from '../../src/index.js';
import type { DependencyDefinition } from '../../src/model/template-definition.js';
import { type Reference } from '../../src/references/reference.js';
import { readText, referencesIn } from '../../src/references/text.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { type CatalogFile, catalogFiles, providersOf, referredTo, textsOf } from '../setup/catalog-files.js';
import { newStack } from '../setup/story.js';

/**
 * Every template with a link, in a stack in which nothing is called as in the catalogue: instances have odd names, and what
 * a link refers to is overridden. Both sides of each link have to agree in the file that runs.
 */
let server: TestApp;
const catalog = catalogFiles();

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const template = (name: string): CatalogFile => catalog.get(name) ?? fail(name);
function fail(name: string): never {
  throw new Error(`the catalogue has no ${name}`);
}

/** An odd name that is neither a template's nor a link's. */
const odd = (service: string) => `my-own-${service}-7`;

/** Who answers the links of a template: the needed one, or the others that provide it in their turn. */
interface Choice {
  name: string;
  turn: number;
}
const answering = (dependency: DependencyDefinition, turn: number) => {
  const providers = providersOf(catalog, dependency);
  return providers[Math.min(turn, providers.length - 1)] ?? dependency.service;
};
const choices = [...catalog.values()].flatMap(({ name, dependencies }) => {
  const turns = Math.max(0, ...dependencies.map((it) => providersOf(catalog, it).length));
  return Array.from({ length: turns }, (_, turn): Choice => ({ name, turn }));
});

/** The templates that a stack takes, what is needed first. */
function needed(name: string, turn: number): string[] {
  const others = template(name).dependencies.flatMap((it) => needed(answering(it, turn), turn));
  return [...new Set([...others, name])];
}

/** The env var that a reference comes to in the end: one may hold what another one of the same template has. */
function sourceOf(of: CatalogFile, key: string): string {
  const text = of.env_vars.find((it) => it.key === key)?.value ?? '';
  const same = referencesIn(text).find(({ name }) => name === 'self');
  return same ? sourceOf(of, same.argument) : key;
}

/** Odd values for all that others refer to, but for what is itself somebody else's. */
function overridesFor(name: string, users: { user: CatalogFile; link: string }[]) {
  const of = template(name);
  const keys = users.flatMap(({ user, link }) => referredTo(user, link).filter((it) => it.startsWith('env.')));
  const sources = new Set(keys.map((key) => sourceOf(of, key.slice('env.'.length))));
  return of.env_vars
    .filter(({ key, value }) => sources.has(key) && referencesIn(value ?? '').length === 0)
    .map(({ key, is_secret }) => ({ key, is_secret, value: `odd${of.name}${key}`.toLowerCase().replace(/\W/g, '') }));
}

interface File {
  services: Record<string, { environment?: Record<string, string> }>;
  configs?: Record<string, { content: string }>;
}

/** A stack of a template and all that it needs, as the file that runs, with the values of its secrets. */
async function fileOf({ name, turn }: Choice) {
  const stack = `of-${name}-${turn}`;
  await newStack(server, stack);
  const members = needed(name, turn);
  const overridden = new Map<string, ReturnType<typeof overridesFor>>();
  for (const member of members) {
    const users = members.flatMap((user) =>
      template(user)
        .dependencies.filter((it) => answering(it, turn) === member)
        .map(({ link }) => ({ user: template(user), link })),
    );
    const env_vars = overridesFor(member, users);
    overridden.set(member, env_vars);
    const body = { instance_id: odd(member), template: member, env_vars };
    await server.http.post(`/stacks/${stack}/instances`).send(body).expect(201);
  }
  const { text } = await server.http.post(`/stacks/${stack}/compose/reveal`).expect(200);
  return { stack, overridden, file: parse(text) as File };
}

describe.each(choices)('$name, its links answered in turn $turn', (choice) => {
  it('agrees with every one that it refers to', async () => {
    const { stack, overridden, file } = await fileOf(choice);
    const user = template(choice.name);
    const link = (name: string) => user.dependencies.find((it) => it.link === name) ?? fail(name);
    const target = (name: string) => (name === 'self' ? choice.name : answering(link(name), choice.turn));
    const env = (member: string) => file.services[odd(member)]?.environment ?? {};

    for (const [member, values] of overridden)
      for (const { key, value } of values) expect([member, key, env(member)[key]]).toEqual([member, key, value]);

    const comesTo = ({ name, attribute, argument }: Reference) =>
      attribute === 'env' ? env(target(name))[argument] : odd(target(name));
    const expected = (text: string) =>
      readText(text)
        .map((part) => ('text' in part ? part.text : 'reference' in part ? comesTo(part.reference) : part.malformed))
        .join('');
    const contents = Object.values(file.configs ?? {}).map(({ content }) => content);
    for (const { place, text } of textsOf(user).filter((it) => referencesIn(it.text).length > 0)) {
      if (place.startsWith('/')) expect(contents).toContain(expected(text));
      else expect([place, env(choice.name)[place]]).toEqual([place, expected(text)]);
    }
    const { body } = await server.http.get(`/stacks/${stack}/compose?report=true`).expect(200);
    expect(body.losses.filter(({ code }: { code: string }) => /link|reference|secret/.test(code))).toEqual([]);
  });
});

/** The port beside a reference to a host, in the same text or in the env var of the port. */
function portsBeside(user: CatalogFile, link: string): number[] {
  return textsOf(user).flatMap(({ place, text }) => {
    const parts = readText(text);
    return parts.flatMap((part, index) => {
      if (!('reference' in part) || part.reference.name !== link || part.reference.attribute !== 'host') return [];
      const next = parts[index + 1];
      const beside = next && 'text' in next ? /^:(\d+)/.exec(next.text)?.[1] : undefined;
      const key = place.replace(/(HOST|HOSTNAME|host)$/, (word) => (word === 'host' ? 'port' : 'PORT'));
      const apart = key === place ? undefined : user.env_vars.find((it) => it.key === key)?.value;
      return [beside ?? apart].filter((it) => it !== undefined && it !== null).map(Number);
    });
  });
}

it.each(
  [...catalog.values()].flatMap((user) =>
    user.dependencies.flatMap((it) => providersOf(catalog, it).map((one) => [user.name, one, it.link] as const)),
  ),
)('%s asks %s at a port on which it listens', (name, provider, link) => {
  const { ports, exposed } = template(provider);
  const listening = [...ports.map(({ container_port }) => container_port), ...exposed];
  for (const port of portsBeside(template(name), link)) expect(listening).toContain(port);
});

it.each([
  ['keycloak', 0, 'postgres', 'KC_DB_URL', 'jdbc:postgresql://vault-1:5432/oddpostgrespostgres_db'],
  ['wordpress', 1, 'mariadb', 'WORDPRESS_DB_HOST', 'vault-1:3306'],
  ['nextcloud', 1, 'valkey', 'REDIS_HOST', 'vault-1'],
])(
  '%s in turn %i follows when %s is called otherwise, and so does a clone',
  async (name, turn, provider, key, value) => {
    const stack = `/stacks/of-${name}-${turn}`;
    await server.http
      .post(`${stack}/instances/${odd(provider)}/rename`)
      .send({ instance_id: 'vault-1' })
      .expect(200);
    await server.http
      .post(`${stack}/clone`)
      .send({ name: `twin-${name}` })
      .expect(201);
    for (const path of [stack, `/stacks/twin-${name}`]) {
      const { text } = await server.http.post(`${path}/compose/reveal`).expect(200);
      expect((parse(text) as File).services[odd(name)]?.environment?.[key]).toBe(value);
    }
  },
);
