import { asText, isMap } from './plain.js';

interface PublishedPort {
  host_ip: string;
  host: string;
  container: string;
  protocol: string;
}

/** Host sides by container port, ranges spelt out: `80/tcp` → `*:8080`; `*` is every address, an empty host port Docker's choice. */
export function publishedPorts(items: unknown[]): { key: string; host: string; place: number }[] {
  return items.flatMap((item, place) => {
    const { host_ip, host, container, protocol } = isMap(item) ? longPort(item) : shortPort(asText(item));
    const [first = 0, last = first] = container.split('-').map(Number);
    const [from, to = from] = host.split('-').map(Number);
    const parallel = host !== '' && from !== undefined && to !== undefined && to - from === last - first;
    return Array.from({ length: last - first + 1 }, (_, index) => ({
      key: `${first + index}/${protocol}`,
      host: `${host_ip}:${parallel ? from + index : host}`,
      place,
    }));
  });
}

function longPort(item: Record<string, unknown>): PublishedPort {
  return {
    host_ip: asText(item.host_ip ?? '') || '*',
    host: asText(item.published ?? ''),
    container: asText(item.target),
    protocol: asText(item.protocol ?? 'tcp'),
  };
}

function shortPort(text: string): PublishedPort {
  const [, address = '', host = '', container = '', protocol = 'tcp'] =
    /^(?:(?:(.*):)?((?:«.*?»|[\d-])*):)?((?:«.*?»|[\d-])+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { host_ip: address.replace(/^\[(.*)\]$/, '$1') || '*', host, container, protocol };
}
