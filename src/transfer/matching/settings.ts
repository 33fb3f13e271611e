import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import { execForm } from '../../facets/values.js';
import type { Settings } from '../../settings/settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { canonicalImage } from '../image-match.js';
import type { Loss } from '../report.js';

/**
 * The settings in which a service differs from its template. A command or user that the file leaves out is the image's, of
 * which an instance cannot say so: the template's stays, and is named. Pure.
 */
export function wantedSettings(
  service: ParsedService,
  template: TemplateDefinition,
): { settings: Settings; losses: Loss[] } {
  const { key, template: wanted } = service;
  const same_image = canonicalImage(wanted.image_name) === canonicalImage(template.image_name);
  return {
    settings: {
      image_name: same_image ? null : wanted.image_name,
      image_tag: wanted.image_tag === template.image_tag ? null : wanted.image_tag,
      command: sameCommand(wanted.command, template.command) ? null : wanted.command,
      restart_policy: wanted.restart_policy === template.restart_policy ? null : wanted.restart_policy,
      user_spec: wanted.user_spec === template.user_spec ? null : wanted.user_spec,
    },
    losses: [
      ...inherited('command', below('/services', key, 'command'), wanted.command, template.command),
      ...inherited('user', below('/services', key, 'user'), wanted.user_spec, template.user_spec),
    ],
  };
}

/** Whether the template's command stays although the file has none. */
export function keepsCommand({ template: wanted }: ParsedService, template: TemplateDefinition): boolean {
  return wanted.command === null && template.command !== null;
}

function inherited(what: string, where: string, wanted: string | null, template: string | null): Loss[] {
  if (wanted !== null || template === null) return [];
  return [warning(`${what}-inherited`, where, `is not in the file; the ${what} of the template stays in effect`)];
}

/** Exec forms are compared word by word, however they are written. */
function sameCommand(a: string | null, b: string | null): boolean {
  const words = (command: string | null) => JSON.stringify(command === null ? null : (execForm(command) ?? command));
  return words(a) === words(b);
}
