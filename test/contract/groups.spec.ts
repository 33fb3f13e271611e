import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { specsBelow } from '../setup/group.js';
import { GROUPS } from '../setup/groups.js';

describe('groups of spec files', () => {
  it('hold every spec file exactly once', () => {
    const grouped = Object.values(GROUPS).flat();
    expect(grouped.toSorted()).toEqual([...specsBelow('src'), ...specsBelow('test')].toSorted());
  });

  it('are started by a file each', () => {
    const started = readdirSync(join(import.meta.dirname, '..', 'groups')).map((file) => file.replace('.group.ts', ''));
    expect(started.toSorted()).toEqual(Object.keys(GROUPS).toSorted());
  });
});
