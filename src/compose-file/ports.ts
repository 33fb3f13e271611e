import { isObject } from '../common/fields.js';
import { ports, type PortSpec } from '../facets/ports.js';
import { type Candidate, MAX_ITEMS, parseItem, type ParsedItems, parseItems } from './items.js';
import { below, isAbsent, joined, type Parsed, type ParseWarning, warning } from './parsed.js';
import { matchPorts, type PortMapping, readLongPort, readShortPort } from './port-mapping.js';
import { scalarText } from './scalars.js';

/** The published ports of a service, ranges spelt out; what is no port or does not fit together is left out. */
export function parsePorts(value: unknown, where: string): ParsedItems<PortSpec> {
  if (isAbsent(value)) return { value: [], places: [], warnings: [] };
  if (!Array.isArray(value))
    return { value: [], places: [], warnings: [warning('shape-invalid', where, 'must be a list; left out')] };
  const read: Parsed<Candidate[]>[] = [];
  let count = 0;
  for (const [index, item] of value.entries()) {
    if (count > MAX_ITEMS) break;
    const port = readPort(item, below(where, index));
    read.push(port);
    count += port.value.length;
  }
  const candidates = joined(read);
  const items = parseItems(ports, candidates.value.flat());
  return { ...items, warnings: [...candidates.warnings, ...items.warnings] };
}

function readPort(item: unknown, where: string): Parsed<Candidate[]> {
  const mapping = isObject(item) ? readLongPort(item) : readShortPort(scalarText(item) ?? '');
  const { value, warnings } = typeof mapping === 'string' ? leftOut(mapping, where) : expand(mapping, where);
  return { value, warnings: [...(isObject(item) ? warnOfLostKeys(item, where) : []), ...warnings] };
}

/** Address, protocol and mode are the same all along a range, so that the first port tells whether the facet takes them. */
function expand({ host_ip, protocol, publish_mode, ...ranges }: PortMapping, where: string): Parsed<Candidate[]> {
  const matched = matchPorts(ranges);
  if (typeof matched === 'string') return leftOut(matched, where);
  const candidates = matched.pairs.map(([host_port, container_port]) => ({
    where,
    input: { host_ip: host_ip === '' ? null : host_ip, host_port, container_port, protocol, publish_mode },
  }));
  const first = parseItem(ports.spec, candidates[0]?.input, where);
  if (!first.value) return { value: [], warnings: first.warnings };
  if (!matched.chosen) return { value: candidates, warnings: [] };
  const message = `leaves Docker the choice among host ports; ${first.value.host_port} is taken`;
  return { value: candidates, warnings: [warning('host-port-chosen', where, message)] };
}

function leftOut(reason: string, where: string): Parsed<Candidate[]> {
  return { value: [], warnings: [warning('port-invalid', where, `${reason}; left out`)] };
}

const KEPT_KEYS = ['target', 'published', 'host_ip', 'protocol'];

function warnOfLostKeys(item: Record<string, unknown>, where: string): ParseWarning[] {
  return Object.entries(item)
    .filter(([key, value]) => !KEPT_KEYS.includes(key) && !isAbsent(value))
    .filter(([key, value]) => key !== 'mode' || (value !== 'ingress' && value !== 'host'))
    .map(([key]) => warning('port-option-dropped', below(where, key), `${key} of a port is not kept`));
}
