import { covers, differences, semanticsOf } from '../compose-semantics.js';

/** A file with the service `a` of the given keys, and whatever else of the file. */
const file = (service: string, rest = '') => `services:\n  a: {${service}}\n${rest}`;

it.each<[string, string, string]>([
  ['lists and maps', file('environment: [A=1], labels: [b=2]'), file('environment: {A: 1}, labels: {b: "2"}')],
  ['order', file('environment: {A: 1, B: 2}, ports: [1:1, 2:2]'), file('ports: [2:2, 1:1], environment: {B: 2, A: 1}')],
  ['text and words', file('command: a "b c", entrypoint: [x]'), file('command: [a, "b c"], entrypoint: x')],
  [
    'the name of a volume',
    file('volumes: [v:/d]', 'volumes: {v: }'),
    file('volumes: [w:/d]', 'volumes: {w: {driver: local}}'),
  ],
  [
    'short and long syntax',
    file('ports: [1:2], depends_on: [b], volumes: [v:/d]'),
    file(
      'ports: [{target: 2, published: 1}], depends_on: {b: {condition: service_started, required: true}}, volumes: [{type: volume, source: v, target: /d}]',
    ),
  ],
  [
    'what the short syntax does with a folder that is missing',
    file('volumes: [./x:/d]'),
    file('volumes: [{type: bind, source: ./x, target: /d, bind: {create_host_path: true}}]'),
  ],
  ['merge keys', 'x: &x {image: redis}\nservices: {a: {<<: *x}}', file('image: redis')],
  [
    'configs',
    file('configs: [c]', 'configs: {c: {content: x$$}}'),
    file('configs: [{source: d, target: /c, mode: "0444"}]', 'configs: {d: {content: x$$}}'),
  ],
  [
    'octal modes',
    file('configs: [{source: c, mode: 0400}]', 'configs: {c: {content: x}}'),
    file('configs: [{source: c, mode: "0400"}]', 'configs: {c: {content: x}}'),
  ],
  ['the default network', file(''), file('networks: [default]', 'networks: {default: {driver: bridge}}')],
  [
    'the name of an only network',
    'services: {a: {networks: [n]}, b: {networks: {n: }}, c: {network_mode: host}}',
    'services: {a: {}, b: {}, c: {network_mode: host}}',
  ],
  ['an alias that is the name', file('networks: {n: {aliases: [a]}}'), file('networks: [n]')],
])('takes no notice of %s', (_, one, other) => {
  expect(differences(semanticsOf(one), semanticsOf(other))).toEqual([]);
});

it.each<[string, string, string, string[]]>([
  ['another tag', file('image: a:1'), file('image: a:2'), ['/services/a/image']],
  ['a lost service', 'services: {a: {}, b: {}}', file(''), ['/services/b/networks/default']],
  [
    'sharing of a volume',
    'services: {a: {volumes: [v:/d]}, b: {volumes: [v:/d]}}',
    'services: {a: {volumes: [v:/d]}, b: {volumes: [w:/d]}}',
    ['/services/a/volumes/~1d', '/services/b/volumes/~1d'],
  ],
  [
    'an external volume',
    file('volumes: [v:/d]', 'volumes: {v: {external: true, name: w}}'),
    file('volumes: [v:/d]', 'volumes: {v: {external: true}}'),
    ['/services/a/volumes/~1d'],
  ],
  [
    'a driver',
    file('volumes: [v:/d]', 'volumes: {v: {driver: nfs}}'),
    file('volumes: [v:/d]'),
    ['/services/a/volumes/~1d/definition/driver'],
  ],
  [
    'text of a config',
    file('configs: [c]', 'configs: {c: {content: x}}'),
    file('configs: [c]', 'configs: {c: {content: y}}'),
    ['/services/a/configs/~1c'],
  ],
  ['null and empty', file('environment: [A]'), file('environment: [A=]'), ['/services/a/environment/A']],
  ['a variable and its text', file('user: $U'), file('user: $$U'), ['/services/a/user']],
  [
    'networks apart',
    'services: {a: {networks: [n]}, b: {}}',
    'services: {a: {}, b: {}}',
    ['/services/a/networks/default', '/services/a/networks/n'],
  ],
  [
    'a name of a network',
    file('networks: [n]', 'networks: {n: {name: m}}'),
    file(''),
    ['/services/a/networks/default/definition/name'],
  ],
  [
    'a condition',
    file('depends_on: [b]'),
    file('depends_on: {b: {condition: service_healthy}}'),
    ['/services/a/depends_on/b'],
  ],
])('notices %s', (_, one, other, expected) => {
  expect(differences(semanticsOf(one), semanticsOf(other)).map(({ pointer }) => pointer)).toEqual(expected);
});

it.each([
  ['/services/a/ports/0', '/services/a/ports/0', true],
  ['/services/a/ports', '/services/a/ports/0', true],
  ['/services/a/command/2', '/services/a/command', true],
  ['/services/a/port', '/services/a/ports', false],
  ['/services/a/ports/1', '/services/a/ports/10', false],
])('a report of %s covers %s: %s', (reported, where, expected) => {
  expect(covers(reported, where)).toBe(expected);
});
