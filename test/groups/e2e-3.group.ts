import { runTogether } from '../setup/group.js';
import { GROUPS } from '../setup/groups.js';

await runTogether(GROUPS['e2e-3']);
