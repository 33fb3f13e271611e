import type { Client } from './client.js';
import { line, title } from './show.js';

interface Answer<Rendered> {
  documents: Rendered[];
  losses: { code: string }[];
}

/** The stack as files that run, for each target; secrets stay names. */
export async function showRendered(client: Client, stack: string): Promise<void> {
  title('A secret: sealed in the database, *** in answers, a name in files');
  const secret = { key: 'POSTGRES_PASSWORD', value: 'only-the-server-knows', is_secret: true };
  const rows = await client.patch<{ key: string; value: string; fingerprint: string }[]>(
    `/stacks/${stack}/instances/db/env-vars`,
    { set: [secret] },
  );
  const stored = rows.find(({ key }) => key === secret.key);
  line(`${secret.key} is answered as ${stored?.value}, fingerprint ${stored?.fingerprint}`);

  title('The stack as a Compose file');
  print(await client.text(`/stacks/${stack}/compose`), 'db:');
  line('… and its secrets as an .env file to fill in:');
  print(await client.text(`/stacks/${stack}/compose/env`));

  title('… for docker stack deploy, and for Kubernetes');
  for (const target of ['swarm', 'kubernetes']) {
    const { documents, losses } = await client.get<Answer<{ kind?: string }>>(
      `/stacks/${stack}/compose?target=${target}&report=true`,
    );
    const kinds = documents.map(({ kind = 'stack file' }) => kind);
    const codes = new Set(losses.map(({ code }) => code));
    line(`${target}: ${kinds.join(', ')}; cannot take along: ${[...codes].join(', ') || 'nothing'}`);
  }
}

/** A text, or of a long one the part from a line on. */
function print(text: string, from?: string): void {
  const lines = text.trimEnd().split('\n');
  const start = from === undefined ? 0 : lines.findIndex((own) => own.trim() === from);
  for (const own of lines.slice(Math.max(start, 0), Math.max(start, 0) + 30)) line(own);
}
