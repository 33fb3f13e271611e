import { parseComposeFile } from '../../compose-file/compose-file.js';
import { readNetwork } from './network.js';

function read(text: string) {
  const { file, services } = parseComposeFile(text);
  const { name, losses, service_losses } = readNetwork(file, services);
  const all = [...losses, ...[...service_losses.values()].flat()];
  return [name, all.map(({ code, where }) => `${code} ${where}`)];
}

it.each<[string, string | undefined, string[]]>([
  ['services: {a: {image: x}}', undefined, []],
  ['networks: {default: {name: n}}\nservices: {a: {image: x}}', 'n', []],
  ['networks: {default: {name: "${N}"}}\nservices: {a: {image: x}}', undefined, []],
  ['networks: {n: null}\nservices: {a: {image: x, networks: [n]}, b: {image: x, networks: {n: null}}}', undefined, []],
  ['networks: {n: {name: m, driver: bridge}}\nservices: {a: {image: x, networks: [n]}}', 'm', []],
  [
    'networks: {n: {driver: overlay, ipam: {}}}\nservices: {a: {image: x, networks: [n]}}',
    undefined,
    ['network-option-dropped /networks/n/driver', 'network-option-dropped /networks/n/ipam'],
  ],
  ['services: {a: {image: x, networks: {default: {aliases: [a]}}}}', undefined, []],
  [
    'services: {a: {image: x, networks: {default: {aliases: [a, b], ipv4_address: 10.0.0.1}}}}',
    undefined,
    [
      'network-option-dropped /services/a/networks/default/aliases',
      'network-option-dropped /services/a/networks/default/ipv4_address',
    ],
  ],
  [
    'networks: {default: {external: true, name: proxy}}\nservices: {a: {image: x}}',
    undefined,
    ['network-dropped /networks/default'],
  ],
  [
    'networks: {f: {}, b: {internal: true}}\nservices: {a: {image: x, networks: [f, b]}, c: {image: x}}',
    undefined,
    ['network-dropped /networks/f', 'network-dropped /networks/b', 'network-merged /services/a/networks'],
  ],
  [
    'networks: {f: {}, b: {}}\nservices: {a: {image: x, networks: [f, b]}, c: {image: x, networks: [b]}}',
    undefined,
    ['network-dropped /networks/f', 'network-dropped /networks/b'],
  ],
  [
    'networks: {f: {}, b: {}}\nservices: {a: {image: x, networks: [f]}, c: {image: x, networks: [f, b]}, d: {image: x, networks: [b]}}',
    undefined,
    [
      ...['network-dropped /networks/f', 'network-dropped /networks/b'],
      ...['network-merged /services/a/networks', 'network-merged /services/d/networks'],
    ],
  ],
  ['networks: {unused: {}}\nservices: {a: {image: x}}', undefined, ['network-dropped /networks/unused']],
  ['services: {a: {image: x, network_mode: host}, b: {image: x}}', undefined, []],
])('of %s', (text, name, losses) => {
  expect(read(text)).toEqual([name, losses]);
});
