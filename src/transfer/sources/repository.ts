import { mkdtemp, realpath, rm } from 'node:fs/promises';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import git from 'isomorphic-git';
import { Impossible } from '../../common/errors.js';
import { LIMITS } from '../../common/limits.js';
import { boundedHttp } from './git-http.js';

/** Where something is in a repository, and who asks for it. */
export interface Place {
  url: string;
  /** A branch or a tag; null for what the repository calls HEAD. */
  ref: string | null;
  /** A file, or a folder with a Compose file in it; empty for the repository's own. */
  path: string;
  username: string;
  token: string | null;
}

/** What the place holds at one commit. */
export interface Snapshot {
  commit: string;
  /** The file that was found, within the repository. */
  file: string;
  content: string;
  /** The text of the `.env` beside it, where there is one. */
  env: string | undefined;
}

/** The names of a Compose file in a folder, in the order in which Compose looks for them; an export comes after them. */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml', 'devarch.yaml'];
/** Names of branches and tags take little, what is at one of them a few files of text. */
const BYTES = { GET: 2 * 1024 * 1024, POST: 20 * 1024 * 1024 };
const MILLISECONDS = 60_000;

/** A repository whose objects are on this machine, until `close`. */
interface Repository {
  gitdir: string;
  commit: string;
  close: () => Promise<void>;
}

/**
 * Reads the place at its newest commit. Impossible, with the reason in the caller's words, where it cannot be read.
 * @param open whether hosts of private networks may be asked
 */
export async function readSnapshot(place: Place, open: boolean): Promise<Snapshot> {
  const repository = await telling(place, () =>
    place.url.startsWith('file:') ? openFolder(place) : fetchShallow(place, open),
  );
  try {
    const file = await findFile(repository, place);
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
    const content = await readText(repository, file);
    const env = await readText(repository, `${folder}.env`).catch(() => undefined);
    return { commit: repository.commit, file, content, env };
  } finally {
    await repository.close();
  }
}

/** The newest commit of the place, by one request; undefined where it has to be read to be known. */
export async function findCommit(place: Place, open: boolean): Promise<string | undefined> {
  if (place.url.startsWith('file:')) return undefined;
  const http = boundedHttp({ bytes: BYTES, milliseconds: MILLISECONDS, private: open });
  const refs = await telling(place, () =>
    git.listServerRefs({ http, url: place.url, protocolVersion: 1, ...authorised(place) }),
  );
  const names = place.ref === null ? ['HEAD'] : [`refs/heads/${place.ref}`, `refs/tags/${place.ref}`];
  return names.map((name) => refs.find(({ ref }) => ref === name)?.oid).find((oid) => oid !== undefined);
}

async function fetchShallow(place: Place, open: boolean): Promise<Repository> {
  const { url, ref } = place;
  const gitdir = await mkdtemp(join(tmpdir(), 'devarch-source-'));
  const close = () => rm(gitdir, { recursive: true, force: true });
  try {
    const http = boundedHttp({ bytes: BYTES, milliseconds: MILLISECONDS, private: open });
    await git.init({ fs, dir: gitdir, gitdir, bare: true });
    await git.addRemote({ fs, gitdir, remote: 'origin', url });
    const wanted = { depth: 1, singleBranch: true, tags: false, ...(ref !== null && { ref }) };
    const { fetchHead } = await git.fetch({ fs, http, gitdir, remote: 'origin', ...wanted, ...authorised(place) });
    if (fetchHead === null) throw new Error('the repository is empty');
    return { gitdir, commit: await commitOf(gitdir, fetchHead), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openFolder({ url, ref }: Place): Promise<Repository> {
  const folder = await realpath(fileURLToPath(url));
  const inner = join(folder, '.git');
  const gitdir = fs.existsSync(inner) ? inner : folder;
  const oid = await git.resolveRef({ fs, gitdir, ref: ref ?? 'HEAD' });
  return { gitdir, commit: await commitOf(gitdir, oid), close: () => Promise.resolve() };
}

/** A tag with a text of its own stands before its commit. */
async function commitOf(gitdir: string, oid: string): Promise<string> {
  return (await git.readCommit({ fs, gitdir, oid })).oid;
}

function authorised({ username, token }: Place) {
  if (token === null) return { onAuth: () => ({ cancel: true }) };
  return { onAuth: () => ({ username, password: token }), onAuthFailure: () => ({ cancel: true }) };
}

async function findFile({ gitdir, commit }: Repository, { path }: Place): Promise<string> {
  const object = await git.readObject({ fs, gitdir, oid: commit, ...(path !== '' && { filepath: path }) }).catch(() => {
    throw new Impossible(`The repository has no "${path}" at commit ${commit.slice(0, 12)}.`);
  });
  if (path !== '' && object.type === 'blob') return path;
  const { tree } = await git.readTree({ fs, gitdir, oid: commit, ...(path !== '' && { filepath: path }) });
  const name = NAMES.find((candidate) => tree.some((entry) => entry.path === candidate && entry.type === 'blob'));
  const where = path === '' ? 'The repository' : `Its folder "${path}"`;
  if (name === undefined) throw new Impossible(`${where} has none of ${NAMES.join(', ')}; give the path of the file.`);
  return path === '' ? name : `${path}/${name}`;
}

async function readText({ gitdir, commit }: Repository, filepath: string): Promise<string> {
  const { blob } = await git.readBlob({ fs, gitdir, oid: commit, filepath });
  if (blob.length > LIMITS.text)
    throw new Impossible(`"${filepath}" has ${blob.length} bytes; at most ${LIMITS.text} are read.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(blob);
  } catch {
    throw new Impossible(`"${filepath}" is no text in UTF-8.`);
  }
}

/** What went wrong with a repository is a matter of its address, its ref or its network, never of this server. */
async function telling<Result>({ url, ref, token }: Place, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Impossible) throw error;
    throw new Impossible(`The repository ${url} cannot be read: ${reasonOf(error, ref, token)}.`);
  }
}

function reasonOf(error: unknown, ref: string | null, token: string | null): string {
  const { code, message, data } = Object(error);
  const status: unknown = Object(data).statusCode;
  if (code === 'NotFoundError') return ref === null ? 'it has no HEAD' : `it has no branch or tag "${ref}"`;
  if (code === 'UserCanceledError' || status === 401 || status === 403)
    return token === null ? 'it asks who reads it; give a token' : 'its host does not accept username and token';
  if (code === 'HttpError') return `its host answers ${String(status)}`;
  if (Object(error).name === 'TimeoutError') return `it takes longer than ${MILLISECONDS / 1000} s`;
  return String(message === undefined || message === '' ? code : message)
    .replace(/\.$/, '')
    .slice(0, 300);
}
