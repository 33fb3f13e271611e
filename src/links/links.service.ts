import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidInput } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { Database } from '../database/database.js';
import { getStackForShare, type InstancePath, type LockedInstance, touchInstance } from '../model/lookup.js';
import { checkBindings, getLink, type GivenBinding } from './check-bindings.js';
import type { LinkAnswer } from './dto/link-answers.js';
import { BindLink, BindLinks, type LinkBinding } from './dto/link-inputs.js';
import {
  addBindings,
  type BindingRow,
  deleteBindings,
  getBindable,
  holdTemplate,
  listLinks,
  replaceBindings,
} from './links.queries.js';

/** All bindings that an instance should have: by link, the name of the instance that is meant. */
export interface WantedBindings {
  instance_id: string;
  links: Record<string, string>;
}

/** A link that an answer says is not bound is none of the bindings. */
function givenBinding({ link, instance_id, bound_to }: LinkBinding, index: number): GivenBinding[] {
  const pointer = `/links/${index}`;
  const target = instance_id ?? bound_to;
  if (target === undefined)
    throw InvalidInput.field(`${pointer}/instance_id`, 'is required: the name of the instance that is meant');
  return target === null ? [] : [{ pointer, link, instance_id: target }];
}

/** Which instance each link of an instance leads to. Every method takes the caller's EntityManager as last argument. */
@Injectable()
export class LinksService {
  constructor(private readonly database: Database) {}

  /** Every link of the instance's template, where it leads and why; one statement. */
  async list(path: InstancePath, outer?: EntityManager): Promise<LinkAnswer[]> {
    return this.database.read((tx) => listLinks(tx, path), outer);
  }

  /** Makes these all the bindings of the instance. InvalidInput names every link or target that will not do. */
  async replace(path: InstancePath, input: BindLinks, outer?: EntityManager): Promise<LinkAnswer[]> {
    const { links } = parse(BindLinks, input);
    const given = links.flatMap(givenBinding);
    return this.database.write(async (tx) => {
      const held = await holdLinks(tx, path);
      await replaceBindings(tx, [held.instance.id], await checkedRows(tx, held, given));
      return listLinks(tx, path);
    }, outer);
  }

  /** Binds one link; the others stay as they are. NotFound where the template has no such link. */
  async bind(path: InstancePath, link: string, input: BindLink, outer?: EntityManager): Promise<LinkAnswer> {
    const { instance_id } = parse(BindLink, input);
    return this.database.write(async (tx) => {
      const held = await holdLinks(tx, path);
      getLink(held.links, link, path.instance);
      await addBindings(tx, await checkedRows(tx, held, [{ pointer: '', link, instance_id }]));
      return getLink(await listLinks(tx, path), link, path.instance);
    }, outer);
  }

  /**
   * Makes these all the bindings of several instances of a stack, given by names. The caller has locked them and checked what
   * they say; a name that no live instance has is left out.
   */
  async replaceMany(stack: string, wanted: readonly WantedBindings[], tx: EntityManager): Promise<void> {
    const { id } = await getStackForShare(tx, stack);
    const names = wanted.flatMap(({ instance_id, links }) => [instance_id, ...Object.values(links)]);
    const found = await getBindable(tx, id, [...new Set(names)]);
    const idOf = (name: string) => found.get(name)?.id;
    const owners = wanted.flatMap(({ instance_id, links }) => ({
      own: idOf(instance_id),
      links: Object.entries(links),
    }));
    const rows = owners.flatMap(({ own, links }) =>
      links.flatMap(([link, name]): BindingRow[] => {
        const target = idOf(name);
        return own === undefined || target === undefined
          ? []
          : [{ instance_id: own, link, target_instance_id: target }];
      }),
    );
    await replaceBindings(
      tx,
      owners.flatMap(({ own }) => own ?? []),
      rows,
    );
  }

  /** Lets one link follow the names again; where it was not bound, that is a success. */
  async unbind(path: InstancePath, link: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await touchInstance(tx, path);
      getLink(await listLinks(tx, path), link, path.instance);
      await deleteBindings(tx, id, link);
    }, outer);
  }

  /** The same for all links of the instance. */
  async unbindAll(path: InstancePath, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await touchInstance(tx, path);
      await deleteBindings(tx, id);
    }, outer);
  }
}

/** An instance that is locked, and its links, which stay as they are. */
interface HeldLinks {
  instance: LockedInstance;
  links: LinkAnswer[];
}

async function holdLinks(tx: EntityManager, path: InstancePath): Promise<HeldLinks> {
  const instance = await touchInstance(tx, path);
  await holdTemplate(tx, instance);
  return { instance, links: await listLinks(tx, path) };
}

async function checkedRows(
  tx: EntityManager,
  { instance, links }: HeldLinks,
  given: readonly GivenBinding[],
): Promise<BindingRow[]> {
  const names = new Set(given.map(({ instance_id }) => instance_id));
  const targets = await getBindable(tx, instance.stack_id, [...names]);
  return checkBindings(instance.instance_id, given, links, targets).map(({ link, target }) => ({
    ...{ instance_id: instance.id, link, target_instance_id: target.id },
  }));
}
