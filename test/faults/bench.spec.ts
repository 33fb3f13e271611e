import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readFile } from 'node:fs/promises';
import { chart } from '../../bench/chart.js';
import { DOCUMENT, fillTables, readMeasured } from '../../bench/document.js';
import { readOptions } from '../../bench/options.js';

const run = promisify(execFile);
const TYPESCRIPT = ['--import', '@swc-node/register/esm-register'];

describe('the bench', () => {
  it('compares server and baseline, whose answers are the same, from a fresh clone', async () => {
    const args = [...TYPESCRIPT, 'bench/main.ts', '--quick', '--only=instance', '--seconds=0.02'];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
    expect(stdout).toMatch(/^get instance +[\d.]+ +[\d.]+ +\d\.\d\d /m);
    expect(stdout).toMatch(/^compose of 10 instances +/m);
    expect(stdout).not.toContain('Left out');
  }, 120_000);

  it('shows a dash where the server is measured alone', async () => {
    const measured = await readMeasured();
    const [first] = measured.latest.comparisons;
    delete first?.baseline;
    delete first?.server_to_baseline;
    delete first?.p99_to_baseline;
    const table = fillTables('<!-- table: 1 connections -->\n\n\n\n<!-- end -->', measured);
    expect(table).toMatch(/^\| list of 50 instances +\| +[\d.]+ \| +– \| +– \| .* \| +– \|$/m);
  });

  it('says what its options take', () => {
    expect(() => readOptions(['--scale=2m'])).toThrow('--scale takes 100k or 1m.');
    expect(() => readOptions(['--fast'])).toThrow(/Unknown option '--fast'/);
    expect(readOptions([]).connections).toEqual([1, 16, 64]);
  });

  it('has its tables in the document, as they were measured', async () => {
    const [document, measured] = [await readFile(DOCUMENT, 'utf8'), await readMeasured()];
    expect(document).toBe(fillTables(document, measured));
    expect(document.match(/<!-- table: /g)).toHaveLength(5);
    expect(document.match(/^\| clone of 20 instances +\|/gm)).toHaveLength(5);
    const faster = structuredClone(measured);
    for (const { server } of faster.latest.comparisons) server.requests_per_second = 123_456;
    expect(fillTables(document, faster).match(/123456/g)).toHaveLength(measured.latest.comparisons.length);
  });

  it('draws a line per operation, the same for the same figures', () => {
    const lines = ['get', 'list'].map((name, index) => ({
      name,
      points: [1_000, 10_000].map((x): [number, number] => [x, x / 1_000 + index]),
    }));
    const drawn = chart({ title: 'Latency', x_label: String, lines });
    expect(drawn).toBe(chart({ title: 'Latency', x_label: String, lines }));
    expect(drawn.match(/<polyline /g)).toHaveLength(2);
    expect(drawn).toContain('>10 ms<');
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
  });
});
