import { parseCommand } from './command.js';

const codes = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code);

it.each([
  ['nothing', undefined, null],
  ['null', null, null],
  ['the shell form', `sh -c 'echo "a b"  '`, `sh -c 'echo "a b"  '`],
  ['a test in brackets', '[ -f /x ] && y', '[ -f /x ] && y'],
  ['the exec form', ['sh', '-c', `echo "a 'b'" \\ \n`], JSON.stringify(['sh', '-c', `echo "a 'b'" \\ \n`])],
  ['numbers in the exec form', ['a', 1, true], '["a","1","true"]'],
  ['escaped dollars', 'echo $$HOME $$$$', 'echo $HOME $$'],
  ['escaped dollars in a list', ['echo', '$$HOME'], '["echo","$HOME"]'],
])('reads %s', (_, value, command) => {
  expect(parseCommand(value, '/command')).toEqual({ value: command, warnings: [] });
});

it.each([
  ['["redis-server"]', '["sh","-c","[\\"redis-server\\"]"]'],
  ['[ "$$A" = b ] && c', '["sh","-c","[ \\"$A\\" = b ] && c"]'],
  ['[]', '["sh","-c","[]"]'],
])('wraps the shell form %s, which looks like a list', (value, command) => {
  const read = parseCommand(value, '/command');
  expect(read.value).toBe(command);
  expect(codes(read)).toEqual(['shell-form-wrapped']);
});

it.each(['', '  ', [[]].flat()])('keeps %j, which resets the command of the image', (value) => {
  const read = parseCommand(value, '/command');
  expect(read).toMatchObject({ value: null, kept: value });
  expect(codes(read)).toEqual(['command-reset']);
});

it.each([
  [{ a: 1 }, ['shape-invalid']],
  [
    ['a', ['b'], null],
    ['shape-invalid', 'shape-invalid'],
  ],
  ['x'.repeat(9000), ['item-invalid']],
])('keeps what is no command', (value, expected) => {
  const read = parseCommand(value, '/command');
  expect(read).toMatchObject({ value: null, kept: value });
  expect(codes(read)).toEqual(expected);
});

it('keeps a variable that is still there as text', () => {
  expect(parseCommand(['a', '${B}', '$C'], '/command')).toMatchObject({ value: '["a","${B}","$C"]', warnings: [] });
});
