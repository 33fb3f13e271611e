import type { ConfigFileSpec } from '../../facets/config-files.js';

/** The config files as the instance should have them: of two texts that Compose takes for the same, the one that is there. Pure. */
export function wantedFiles(files: readonly ConfigFileSpec[], known: readonly ConfigFileSpec[]): ConfigFileSpec[] {
  return files.map((file) => {
    const now = known.find(({ file_path }) => file_path === file.file_path);
    if (!now || inCompose(now) !== inCompose(file)) return file;
    return { ...file, content: now.content, is_template: now.is_template };
  });
}

/** The text as it stands in a Compose file, which has no empty ones. */
function inCompose({ content, is_template }: ConfigFileSpec): string {
  if (content === '') return '\n';
  return is_template ? content : content.replaceAll('$', () => '$$');
}
