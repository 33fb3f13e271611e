import type { ParsedService } from '../../compose-file/service.js';
import { execForm } from '../../facets/values.js';
import { type OwnSettings, REMOVABLE_SETTINGS } from '../../settings/removed-settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { canonicalImage } from '../image-match.js';

/** The settings in which a service differs from its template: values, and those of the template that it has not. Pure. */
export function wantedSettings(
  { template: wanted }: ParsedService,
  template: TemplateDefinition,
): Required<OwnSettings> {
  const same_image = canonicalImage(wanted.image_name) === canonicalImage(template.image_name);
  return {
    image_name: same_image ? null : wanted.image_name,
    image_tag: wanted.image_tag === template.image_tag ? null : wanted.image_tag,
    command: sameCommand(wanted.command, template.command) ? null : wanted.command,
    restart_policy: wanted.restart_policy === template.restart_policy ? null : wanted.restart_policy,
    user_spec: wanted.user_spec === template.user_spec ? null : wanted.user_spec,
    removed_settings: REMOVABLE_SETTINGS.filter((name) => wanted[name] === null && template[name] !== null),
  };
}

/** Exec forms are compared word by word, however they are written. */
function sameCommand(a: string | null, b: string | null): boolean {
  const words = (command: string | null) => JSON.stringify(command === null ? null : (execForm(command) ?? command));
  return words(a) === words(b);
}
