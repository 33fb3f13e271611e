import fc from 'fast-check';
import { parse } from '../../src/common/parse.js';
import { ports, PortSpec, ServicePort } from '../../src/facets/ports.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const port = fc
  .record({
    host_ip: fc.constantFrom(null, '0.0.0.0', '127.0.0.1', '::', '::1', '0:0::1'),
    host_port: fc.option(fc.constantFrom(1, 80, 8080)),
    container_port: fc.constantFrom(1, 80, 8080),
    protocol: fc.constantFrom('tcp', 'udp'),
    publish_mode: fc.constantFrom('ingress', 'host'),
  })
  .map((given) => parse(PortSpec, given));

it('two ports clash in words exactly where the database refuses the second', async () => {
  const { id: service_id } = await aTemplate(server.dataSource, { name: 'claims' });
  const stored = (spec: PortSpec) =>
    server.dataSource.manager.insert(ServicePort, { service_id, spec }).then(
      () => true,
      () => false,
    );
  await fc.assert(
    fc.asyncProperty(port, port, async (one, another) => {
      await server.dataSource.manager.delete(ServicePort, { service_id });
      expect([await stored(one), await stored(another)]).toEqual([true, ports.claim(one) !== ports.claim(another)]);
    }),
    { numRuns: 200 },
  );
});
