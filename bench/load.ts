import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Call } from './operations.js';

export interface Job {
  url: string;
  calls: Call[];
  connections: number;
  /** How many requests to make in all. */
  amount: number;
}

export interface Outcome {
  /** Milliseconds, one per answer. */
  latencies: Float64Array;
  seconds: number;
  statuses: Record<string, number>;
  /** Requests without an answer. */
  errors: number;
}

/** Load from another process, so that making it does not slow down what is measured more than a client would. */
export class Load {
  private readonly child: ChildProcess = fork(new URL('load-worker.ts', import.meta.url), {
    execArgv: ['--import', '@swc-node/register/esm-register'],
    serialization: 'advanced',
  });

  /** Throws when a single request failed: a rate with errors in it means nothing. */
  async run(job: Job): Promise<Outcome> {
    this.child.send(job);
    const [answer]: { outcome?: Outcome; error?: string }[] = await once(this.child, 'message');
    if (!answer?.outcome) throw new Error(answer?.error ?? 'The load process said nothing.');
    const { statuses, errors } = answer.outcome;
    const bad = Object.keys(statuses).filter((status) => !status.startsWith('2'));
    if (bad.length === 0 && errors === 0) return answer.outcome;
    throw new Error(`${job.calls[0]?.path} at ${job.url}: ${errors} errors, statuses ${JSON.stringify(statuses)}`);
  }

  stop(): void {
    this.child.disconnect();
  }
}
