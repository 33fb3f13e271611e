import { SETTINGS, type SettingName } from '../settings/settings.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { execForm } from '../facets/values.js';
import { isSingle } from '../facets/facet.js';
import { referringText } from '../facets/item-values.js';
import { resolveReferring, type TextToResolve } from '../effective/referring-texts.js';
import type { ReferringColumn, Refers } from '../references/referring.js';
import type { Piece, Resolution } from '../references/resolution.js';
import { type Place, placeKey } from '../references/scope.js';
import { mayRefer } from '../references/text.js';
import type { KeptVariables } from './kept-variables.js';
import { withPlainDollars, writeMark } from './marks.js';
import type { Loss } from './resolved.js';

/** How many different losses of one text are named. */
const LOSSES_SHOWN = 20;

/** What is referred to is taken for what it is in a text whose own dollars begin variables; so is what was escaped. */
function templateText({ text, referred }: { text: string; referred?: boolean }): string {
  return referred ? withPlainDollars(text) : text.replaceAll('${{', () => `${withPlainDollars('$')}{{`);
}

/** JSON can say NUL, which marks stand between, and no command can hold. The shell form has no such words. */
function withoutNul(text: string): string {
  return execForm(text) ? text.replaceAll(String.raw`\u0000`, '') : text;
}

/** A text of a column that has `only_if` fills in variables of its own. */
type Sayable = Refers & Pick<ReferringColumn, 'only_if'>;

/** How secrets of a stack are called, and what is known of them. */
export interface SecretNames {
  name: (secret: Place) => string;
  /** The plain values of secrets by their places; a secret without one stays a name. */
  revealed: ReadonlyMap<string, string>;
}

/** Writes the texts of one instance as a renderer takes them, and says what of them came to nothing. */
export class InstanceTexts {
  readonly losses: Loss[] = [];
  /** The secrets that the texts name. */
  readonly secrets = new Map<string, Place>();
  /** Where secrets stand, as names or as what they are. */
  private readonly secret_places = new Set<string>();

  constructor(
    private readonly instance_id: string,
    private readonly variables: () => KeptVariables,
    private readonly names: SecretNames,
  ) {}

  setting(name: SettingName, text: string): string {
    const { refers } = { refers: undefined, ...SETTINGS[name] };
    return refers ? this.write({ text, refers, key: '' }, `/${name}`) : text;
  }

  /** The items of a facet with the texts of the column that refers. */
  items<Spec extends object>(name: FacetName, items: readonly Spec[]): Spec[] {
    const facet = facetOf(name);
    const { refers } = facet;
    if (!refers) return [...items];
    const { column } = refers;
    return items.map((item, index) => {
      const text = referringText(facet, item);
      if (text === undefined) return item;
      const where = isSingle(facet) ? `/${name}/${column}` : `/${name}/${index}/${column}`;
      return { ...item, [column]: this.write({ text, refers, key: facet.key(item) }, where) };
    });
  }

  /** Whether a text that was written holds a secret, by the place that it has in losses. */
  holdsSecret(where: string): boolean {
    return this.secret_places.has(where);
  }

  /** The secret of a place by its name, or its value where that is revealed. */
  secret(place: Place): { value: string | null; secret: string | null } {
    const value = this.names.revealed.get(placeKey(place));
    return value === undefined ? { value: null, secret: this.nameOf(place) } : { value, secret: null };
  }

  private write(stored: TextToResolve & { refers: Sayable }, where: string): string {
    const { refers } = stored;
    const text = refers.is_command ? withoutNul(stored.text) : stored.text;
    if (!mayRefer(text)) return text;
    const form = resolveReferring(this.variables().resolver, this.instance_id, { ...stored, text });
    const pieces = form.resolutions.flatMap((resolution) => [...resolution.pieces]);
    if (pieces.some((piece) => 'secret' in piece && this.variables().isSecret(piece.secret)))
      this.secret_places.add(where);
    this.losses.push(...this.lossesOf(pieces, refers, where));
    return form.write((resolution) => this.pieces(resolution, refers));
  }

  /** Where others see the text, a secret is never there in the clear. */
  private pieces({ pieces }: Resolution, { is_seen, only_if }: Sayable): string {
    const is_template = only_if !== undefined;
    return pieces
      .map((piece) => {
        if ('text' in piece) return is_template ? templateText(piece) : piece.text;
        if ('open' in piece) return writeMark({ open: this.openName(piece.open), reason: piece.reason });
        const named = is_seen || this.variables().isKept(piece.secret);
        const plain = named ? undefined : this.names.revealed.get(placeKey(piece.secret));
        return plain ?? writeMark({ secret: this.nameOf(piece.secret) });
      })
      .join('');
  }

  private lossesOf(pieces: readonly Piece[], { is_seen }: Refers, where: string): Loss[] {
    const { instance_id } = this;
    const reasons = new Set(pieces.flatMap((piece) => ('open' in piece ? [piece.reason] : [])));
    const open = [...reasons].slice(0, LOSSES_SHOWN).map((reason): Loss => {
      const message = `${reason}; it has to be given where it runs`;
      return { instance_id, where, code: 'reference-unresolved', message };
    });
    if (!is_seen || !pieces.some((piece) => 'secret' in piece && this.variables().isSecret(piece.secret))) return open;
    const message = 'refers to a secret, which whoever may look at the container sees there';
    return [...open, { instance_id, where, code: 'secret-exposed', message }];
  }

  /** Whether a name stands for what everybody may see. */
  isPlain(name: string): boolean {
    const place = this.secrets.get(name);
    return place !== undefined && !this.variables().isSecret(place);
  }

  /** What the variables say that the texts name, as far as it may be shown, by the names. */
  values(): [string, string][] {
    return [...this.secrets].flatMap(([name, place]): [string, string][] => {
      const value = this.variables().valueOf(place, this.names.revealed);
      return value === undefined ? [] : [[name, value]];
    });
  }

  /** A place that nobody has filled yet is called as a secret would be, so that no two values share a name. */
  private openName(open: string | Place): string {
    return typeof open === 'string' ? open : this.names.name(open);
  }

  private nameOf(place: Place): string {
    const name = this.names.name(place);
    this.secrets.set(name, place);
    return name;
  }
}
