import { InvalidInput } from '../common/errors.js';
import { readYaml } from './yaml-text.js';

const LIMIT = { key: 'services', max: 3, reason: 'must name at most 3 services' };

function refusal(text: string): string | undefined {
  try {
    readYaml(text, 'services', LIMIT);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`);
const block = (count: number) =>
  names(count)
    .map((name) => `  ${name}:\n    # of ${name}\n    image: x\n    ports:\n    - "80"\n\n`)
    .join('  # another\n');
const flow = (count: number) => `{${names(count).map((name) => `${name}: {image: x}`)}}`;
const list = (count: number) =>
  names(count)
    .map((name) => `- name: ${name}\n`)
    .join('');

describe.each([
  ['block', (count: number) => `a: 1\nservices:\n${block(count)}`],
  ['block with comments around', (count: number) => `# x\nservices: # y\n\n  # z\n${block(count)}  # end\n# end\n`],
  ['a quoted key', (count: number) => `"services":\n${block(count)}`],
  ['flow', (count: number) => `services: ${flow(count)}`],
  [
    'JSON',
    (count: number) => JSON.stringify({ a: 1, services: Object.fromEntries(names(count).map((name) => [name, {}])) }),
  ],
  ['a list', (count: number) => `services:\n${list(count)}`],
])('%s', (_, text) => {
  it('is taken with as many as allowed', () => {
    expect(refusal(text(3))).toBeUndefined();
  });

  it('is refused with more, whatever comes after them', () => {
    expect(refusal(text(4))).toContain(LIMIT.reason);
    expect(refusal(`${text(8)}\n  : [ {\n}}}\n`)).toContain(LIMIT.reason);
  });
});

it('counts no other map, and none below', () => {
  const nested = flow(9).replaceAll('image: x', `labels: ${flow(9)}`);
  const other = `volumes:\n${block(9)}services:\n  a:\n    image: x\n    labels: ${flow(9)}\nx-more: {services: ${nested}}\n`;
  expect(refusal(other)).toBeUndefined();
});
