import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { stackSchema } from './stack-schema.js';

/** `npm run schema`: writes schemas/devarch-stack.schema.json anew from the classes that read a stack's file. */
const text = JSON.stringify(stackSchema(), null, 2);
await writeFile('schemas/devarch-stack.schema.json', await format(text, { parser: 'json', printWidth: 120 }));
