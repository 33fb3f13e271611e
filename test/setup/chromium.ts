import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
];

const COMPLAINTS = new Set([
  'Log.entryAdded',
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Network.loadingFailed',
]);

type Message = Record<string, unknown>;

/** The browser of this machine: CHROMIUM_PATH, or one at a usual place; what is missing where there is none. */
export function findChromium(): { path: string } | { missing: string } {
  const { CHROMIUM_PATH } = process.env;
  const path = (CHROMIUM_PATH ? [CHROMIUM_PATH] : USUAL).find((candidate) => existsSync(candidate));
  if (path !== undefined) return { path };
  return {
    missing: CHROMIUM_PATH ? `CHROMIUM_PATH (${CHROMIUM_PATH})` : `one of ${USUAL.join(', ')} and CHROMIUM_PATH`,
  };
}

/** A browser with an empty profile that reaches this machine alone, led over the pipe of its DevTools protocol. */
export class Chromium {
  private readonly events = new EventEmitter().setMaxListeners(0);
  private readonly waiting = new Map<number, (answer: Message) => void>();
  private last = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    let text = '';
    child.stdio[3]?.on('error', () => {}); // it ended: whoever waits for an answer hears of that
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop() ?? '';
      for (const message of messages) this.receive(JSON.parse(message));
    });
  }

  /** All names but those given lead nowhere; those given lead to this machine. */
  static async start(path: string, names: string[]): Promise<Chromium> {
    const folder = await mkdtemp(join(tmpdir(), 'devarch-chromium-'));
    const rules = [...names.map((name) => `MAP ${name} 127.0.0.1`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
    const where = [`--user-data-dir=${folder}`, `--host-resolver-rules=${rules.join(', ')}`];
    const child = spawn(path, [...QUIET, ...where, '--remote-debugging-pipe', 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-2_000)));
    const ended = once(child, 'close').then(() => Promise.reject(new Error(`${path} does not start: ${said}`)));
    const chromium = new Chromium(child, folder);
    await Promise.race([chromium.send('Browser.getVersion'), ended]);
    ended.catch(() => {}); // the end that it comes to later
    return chromium;
  }

  /** A tab of its own, with nothing in it. */
  async page(): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, String(sessionId), this.events);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** What the command answers; throws what it complains about. */
  async send(method: string, params: Message = {}, sessionId?: string): Promise<Message> {
    this.last += 1;
    const id = this.last;
    const answered = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { error, result } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return Object(result);
  }

  private receive(message: Message): void {
    const answer = this.waiting.get(Number(message.id));
    this.waiting.delete(Number(message.id));
    if (answer) answer(message);
    else this.events.emit(String(message.sessionId), message);
  }
}

export class Page {
  /** What the browser and the page complained of: refused by a policy, blocked, failed, thrown. */
  readonly complaints: string[] = [];

  constructor(
    private readonly chromium: Chromium,
    private readonly session: string,
    private readonly events: EventEmitter,
  ) {
    events.on(session, ({ method, params }: { method: string; params: object }) => {
      if (COMPLAINTS.has(method) && Reflect.get(params, 'type') !== 'log') this.complaints.push(JSON.stringify(params));
    });
  }

  send(method: string, params: Message = {}): Promise<Message> {
    return this.chromium.send(method, params, this.session);
  }

  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.events.on(this.session, ({ method }) => method === 'Page.loadEventFired' && resolve());
    });
    this.complaints.length = 0;
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** The value of a script in the page, its promise awaited; a page that throws throws here. */
  async run(script: string): Promise<unknown> {
    const options = { awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression: script, ...options });
    if (exceptionDetails !== undefined) throw new Error(`${script}: ${JSON.stringify(exceptionDetails)}`);
    return Reflect.get(Object(result), 'value');
  }

  /** Waits until the script says something true; throws what it waited for in vain, with what the page shows. */
  async until(script: string, times = 3000): Promise<void> {
    const shown = await this.run(`new Promise((resolve) => {
      const ask = (times) => {
        if (${script}) resolve('');
        else if (times === 0) resolve(document.body.innerText.slice(0, 2000) || 'nothing');
        else setTimeout(ask, 20, times - 1);
      };
      ask(${times});
    })`);
    if (shown !== '') throw new Error(`waited in vain for ${script}; the page shows: ${String(shown)}`);
  }
}
