import { once } from 'node:events';
import fs from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import git from 'isomorphic-git';

/** A repository on this machine, and a server that gives shallow copies of it over the smart HTTP protocol of Git. */
export class GitServer {
  /** Requests so far, e.g. `GET /shop.git/info/refs`. */
  readonly asked: string[] = [];
  /** Where given, only this user and password are let in. */
  credentials: string | undefined;
  /** What is answered instead, where given. */
  instead: ((response: ServerResponse) => void) | undefined;

  private constructor(
    readonly dir: string,
    private readonly server = createServer((request, response) => void this.answer(request, response)),
  ) {}

  static async start(): Promise<GitServer> {
    const served = new GitServer(await mkdtemp(join(tmpdir(), 'devarch-git-')));
    await git.init({ fs, dir: served.dir, defaultBranch: 'main' });
    await once(served.server.listen(0, '127.0.0.1'), 'listening');
    return served;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/shop.git`;
  }

  /** Commits these files, by their paths, beside those that are there; returns the commit. */
  async commit(files: Record<string, string | Buffer>, ref?: string): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.dir, path)), { recursive: true });
      await writeFile(join(this.dir, path), text);
      await git.add({ fs, dir: this.dir, filepath: path });
    }
    const author = { name: 'Ada', email: 'ada@example.com' };
    return git.commit({ fs, dir: this.dir, message: 'change', author, ...(ref !== undefined && { ref }) });
  }

  async tag(name: string): Promise<void> {
    await git.annotatedTag({ fs, dir: this.dir, ref: name, message: name, tagger: { name: 'Ada', email: 'a@b.c' } });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
    await rm(this.dir, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await buffer(request);
    this.asked.push(`${method} ${url.split('?')[0]}`);
    if (this.instead) return this.instead(response);
    const sent = headers.authorization ?? '';
    if (this.credentials !== undefined && sent !== `Basic ${Buffer.from(this.credentials).toString('base64')}`)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    response.setHeader(
      'content-type',
      `application/x-git-upload-pack-${method === 'GET' ? 'advertisement' : 'result'}`,
    );
    response.end(method === 'GET' ? await this.advertised() : await this.pack(body.toString('latin1')));
  }

  private async advertised(): Promise<Buffer> {
    const refs: [string, string][] = [];
    const resolve = (ref: string) => git.resolveRef({ fs, dir: this.dir, ref });
    for (const branch of await git.listBranches({ fs, dir: this.dir }))
      refs.push([`refs/heads/${branch}`, await resolve(branch)]);
    for (const tag of await git.listTags({ fs, dir: this.dir }))
      refs.push([`refs/tags/${tag}`, await resolve(`refs/tags/${tag}`)]);
    const head = refs.find(([name]) => name === 'refs/heads/main');
    const capabilities = 'shallow side-band-64k ofs-delta symref=HEAD:refs/heads/main agent=test';
    const lines = [...(head ? [['HEAD', head[1]]] : []), ...refs].map(
      ([name, oid], index) => `${oid} ${name}${index === 0 ? `\0${capabilities}` : ''}\n`,
    );
    return Buffer.from(`${packet('# service=git-upload-pack\n')}0000${lines.map(packet).join('')}0000`, 'latin1');
  }

  /** The commit that is wanted, without those before it. */
  private async pack(body: string): Promise<Buffer> {
    const [, wanted = ''] = /want ([0-9a-f]{40})/.exec(body) ?? [];
    const { oid: commit } = await git.readCommit({ fs, dir: this.dir, oid: wanted });
    const oids = [...new Set([wanted, commit, ...(await this.below(commit))])];
    const { packfile } = await git.packObjects({ fs, dir: this.dir, oids });
    const bytes = Buffer.from(packfile ?? []);
    const chunks: Buffer[] = [Buffer.from(`${packet(`shallow ${commit}`)}0000${packet('NAK\n')}`, 'latin1')];
    for (let at = 0; at < bytes.length; at += 60_000)
      chunks.push(Buffer.from(packet(`\u0001${bytes.subarray(at, at + 60_000).toString('latin1')}`), 'latin1'));
    return Buffer.concat([...chunks, Buffer.from('0000')]);
  }

  private async below(oid: string): Promise<string[]> {
    const { tree, oid: own } = await git.readTree({ fs, dir: this.dir, oid });
    const inner = tree.map((entry) => (entry.type === 'tree' ? this.below(entry.oid) : [entry.oid]));
    return [own, ...(await Promise.all(inner)).flat()];
  }
}

/** One line of the protocol: its length in four hexadecimal digits before it. */
function packet(text: string): string {
  return `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
}
