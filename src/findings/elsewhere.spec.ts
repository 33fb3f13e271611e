import { growth } from '../../test/setup/ratio.js';
import { finish } from '../common/in-steps.js';
import { covers } from './domain-clashes.js';
import { wildcardsElsewhere } from './elsewhere.js';

/** One claim for each domain, each of an instance in a stack of its own. */
function claimsOf(domains: readonly string[]) {
  return domains.map((domain, owner) => {
    return { owner, instance_id: `i${owner}`, stack: `s${owner % 7}`, stack_enabled: owner % 5 > 0, domain };
  });
}

function numbered(count: number, name: (at: number) => string): string[] {
  return Array.from({ length: count }, (_, at) => name(at));
}

it('meets every domain elsewhere that covers a domain or is covered by it, and no other', () => {
  const labels = ['a', 'b', 'ab'];
  const names = labels.flatMap((one) => [one, ...labels.flatMap((two) => [`${one}.${two}`, `a.${one}.${two}`])]);
  const claims = claimsOf([...names, ...names.map((name) => `*.${name}`), ...names.slice(5), '*.a', '*.b.a', '*.x']);
  const met = finish(wildcardsElsewhere(claims));
  const expected = claims.map(({ domain, stack }) => {
    const others = claims
      .filter((other) => covers(domain, other.domain) || covers(other.domain, domain))
      .filter((other) => other.stack_enabled && other.stack !== stack);
    return [domain, others.length, others[0]?.instance_id];
  });
  expect(met.map((claim) => [claim.domain, claim.elsewhere_count, claim.elsewhere[0]?.instance_id])).toEqual(expected);
  expect(met.filter((claim) => claim.elsewhere_count > 0).length).toBeGreaterThan(names.length);
});

it.each<[string, (count: number) => string[]]>([
  ['many wildcards', (count) => numbered(count, (at) => (at % 2 ? `a.d${at - 1}.test` : `*.d${at}.test`))],
  ['many wildcards that cover nothing', (count) => ['*.test', ...numbered(count, (at) => `*.d${at}.test`)]],
  ['many who claim one wildcard', (count) => numbered(count, (at) => (at % 2 ? `d${at}.test` : '*.test'))],
])('takes ten times as long for ten times as many: %s', (_, domains) => {
  const work = (size: number) => {
    const claims = claimsOf(domains(size));
    return () => finish(wildcardsElsewhere(claims));
  };
  expect(growth(work, 10_000)).toBeLessThan(25);
});
