import { parseLabels } from './labels.js';

it.each([
  [{ a: 'x', b: 1, c: true, d: null }, ['a=x', 'b=1', 'c=true', 'd='], []],
  [['a=x=y', 'b', 'c='], ['a=x=y', 'b=', 'c='], []],
  [{ rule: 'Host(`$$h`)' }, ['rule=Host(`$h`)'], []],
  [{ a: '${X}' }, ['a=${X}'], []],
  [{ 'devarch.stack': 'x', a: 'b' }, ['a=b'], ['label-reserved /labels/devarch.stack']],
  [['DevArch.Managed_By=me'], [], ['label-reserved /labels/0']],
  [['a b=c'], [], ['item-invalid /labels/0']],
])('reads %j', (value, labels, codes) => {
  const { value: items, warnings } = parseLabels(value, '/labels');
  expect(items.map((item) => `${item.key}=${item.value}`)).toEqual(labels);
  expect(warnings.map(({ code, where }) => `${code} ${where}`)).toEqual(codes);
});
