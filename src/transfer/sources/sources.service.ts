import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Conflict, DomainError, Forbidden, Unavailable } from '../../common/errors.js';
import { demandUnchanged } from '../../common/unchanged.js';
import { parse, parseOptions } from '../../common/parse.js';
import { Database } from '../../database/database.js';
import { touchStack } from '../../model/lookup.js';
import { SOURCE_SECRETS } from '../../model/git-source.entity.js';
import { Secrets } from '../../secrets/secrets.service.js';
import { StackImportService } from '../stack-import.service.js';
import { demandReadable, isLetIn, SOURCE_URLS } from './address.js';
import type { SourceAnswer, SyncAnswer } from './dto/source-answers.js';
import { ReplaceSource, SourceQuery, SyncQuery } from './dto/source-inputs.js';
import { inFile, inputOf } from './imported-file.js';
import { findCommit, type Place, readSnapshot } from './repository.js';
import { demandSameHost, secretsToStore } from './source-secrets.js';
import { isSigned, type Signed } from './signature.js';
import {
  askSource,
  deleteSource,
  endLease,
  findSource,
  getSource,
  getStored,
  leaseSource,
  type LeasedSource,
  listDue,
  listSourceSecrets,
  replaceSourceSecrets,
  type StoredSource,
  upsertSource,
} from './sources.queries.js';

/** Repositories that stacks are kept up to. Reading one never holds a transaction open; what is read is imported in one. */
@Injectable()
export class SourcesService {
  private readonly urls: readonly string[];

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly imports: StackImportService,
    @Optional() @Inject(SOURCE_URLS) urls?: string[],
  ) {
    this.urls = urls ?? [];
  }

  /** The source of a live stack; with `check` also what a sync would do now. */
  async get(stack: string, options: Partial<SourceQuery> = {}, outer?: EntityManager): Promise<SourceAnswer> {
    const { check } = parseOptions(SourceQuery, options);
    const source = await this.database.read((tx) => getSource(tx, stack), outer);
    return check ? { ...source, pending: await this.rehearse(stack) } : source;
  }

  /** Gives a stack its source, or changes it. What was known of another place is forgotten. */
  async replace(stack: string, body: unknown, outer?: EntityManager): Promise<SourceAnswer> {
    const source = parse(ReplaceSource, body);
    demandReadable(source.url, this.urls);
    return this.database.write(async (tx) => {
      const { id } = await touchStack(tx, stack);
      const [stored, now] = [await listSourceSecrets(tx, id), await findSource(tx, stack)];
      await demandUnchanged(ReplaceSource, body, () => Promise.resolve(now ?? {}));
      demandSameHost(source, now);
      await upsertSource(tx, id, source);
      await replaceSourceSecrets(tx, id, secretsToStore(this.secrets, id, source, stored));
      return getSource(tx, stack);
    }, outer);
  }

  /** The stack stays as it is, and is read from nowhere any more. */
  async remove(stack: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await touchStack(tx, stack);
      await deleteSource(tx, id);
    }, outer);
  }

  /**
   * Reads the repository and brings the stack up to it, as an import in mode `update` does: all of it or nothing. Conflict
   * while another attempt is going on, here or elsewhere; Impossible where it cannot be read or imported.
   */
  async sync(stack: string, options: Partial<SyncQuery> = {}): Promise<SyncAnswer> {
    const { dry_run } = parseOptions(SyncQuery, options);
    if (dry_run) return this.rehearse(stack);
    return this.attempt(stack, (source, place) => this.bring(source, place));
  }

  /** The same for whoever looks regularly: what is as it was is not read again. */
  async syncNew(stack: string): Promise<void> {
    await this.attempt(stack, async (source, place) => {
      const commit = source.state === 'synced' ? await findCommit(place, this.isOpen(place)) : undefined;
      if (commit === undefined || commit !== source.last_commit) return this.bring(source, place);
      return this.database.write((tx) => endLease(tx, source, { state: 'synced', commit, changed: false }));
    });
  }

  /** Remembers that there is something new, where the message is signed with the secret of the source. */
  async notify(stack: string, text: string | undefined, headers: Signed): Promise<void> {
    await this.database.write(async (tx) => {
      const { stack_id } = await getStored(tx, stack);
      const secret = (await this.opened(tx, stack_id)).get('secret');
      if (secret === undefined)
        throw new Forbidden(`The source of stack "${stack}" has no secret, so it takes no webhook.`);
      if (text === undefined)
        throw new Forbidden(
          'This application does not keep bodies as they were sent (rawBody), so no signature can be checked.',
        );
      if (!isSigned(secret, text, headers))
        throw new Forbidden('The message is not signed with the secret of the source.');
      await askSource(tx, stack_id);
    });
  }

  /** The stacks whose turn it is. */
  async listDue(): Promise<string[]> {
    return (await this.database.read((tx) => listDue(tx))).map(({ stack }) => stack);
  }

  private async rehearse(stack: string): Promise<SyncAnswer> {
    const source = await this.database.read((tx) => getStored(tx, stack));
    const snapshot = await this.read(await this.placeOf(source));
    const report = await inFile(snapshot, () => this.imports.import(inputOf(snapshot, stack), { dry_run: true }));
    return { commit: snapshot.commit, file: snapshot.file, report };
  }

  private async attempt<Result>(
    stack: string,
    work: (source: LeasedSource, place: Place) => Promise<Result>,
  ): Promise<Result> {
    const source = await this.database.write((tx) => leaseSource(tx, stack, randomUUID()));
    try {
      return await work(source, await this.placeOf(source));
    } catch (error) {
      await this.database
        .write((tx) => endLease(tx, source, { state: 'failed', error: tellable(error) }))
        .catch(() => {});
      throw error;
    }
  }

  private async bring(source: LeasedSource, place: Place): Promise<SyncAnswer> {
    const snapshot = await this.read(place);
    const { commit, file } = snapshot;
    return this.database.write(async (tx) => {
      const report = await inFile(snapshot, () => this.imports.import(inputOf(snapshot, source.stack), {}, tx));
      await endLease(tx, source, { state: 'synced', commit, changed: true });
      return { commit, file, report };
    });
  }

  private read(place: Place) {
    demandReadable(place.url, this.urls);
    return readSnapshot(place, this.isOpen(place));
  }

  private isOpen({ url }: Place): boolean {
    return isLetIn(url, this.urls);
  }

  private async placeOf({ stack_id, url, ref, path, username }: StoredSource): Promise<Place> {
    const opened = await this.database.read((tx) => this.opened(tx, stack_id));
    return { url, ref, path, username, token: opened.get('token') ?? null };
  }

  private async opened(tx: EntityManager, stack_id: number): Promise<Map<string, string>> {
    const rows = await listSourceSecrets(tx, stack_id);
    const owner = { kind: 'stack', id: stack_id } as const;
    return new Map(rows.map((row) => [row.key, this.secrets.reveal(SOURCE_SECRETS, owner, row) ?? '']));
  }
}

/** What of an error may be stored and shown: what the product refuses says it in words, the rest is in the log. */
function tellable(error: unknown): string {
  const known = error instanceof DomainError && !(error instanceof Unavailable) && !(error instanceof Conflict);
  return known ? error.message : 'It was interrupted; it will be tried again.';
}
