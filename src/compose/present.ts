import { inSlices } from '../common/in-steps.js';
import { AnswerWithHeaders } from '../common/response-headers.interceptor.js';
import type { RenderedFile, RenderReport, SecretVariable } from './dto/render-answers.js';
import type { RenderOptions } from './dto/render-options.js';
import { toEnvFile } from '../render/env-file.js';
import { lossInWords } from '../render/resolved.js';
import { rendererOf } from '../render/renderers.js';

/** A render as it is asked for: the text of its target, the same as JSON, or the report. How much it lacks is in a header either way. */
export async function presentRender(
  report: RenderReport,
  { report: asReport }: RenderOptions,
  accept: string,
): Promise<AnswerWithHeaders> {
  const headers = { 'X-Devarch-Losses': String(report.losses.length) };
  if (isTrue(asReport)) return new AnswerWithHeaders(report, headers);
  const { media_type, write, asOne } = rendererOf(report.target).presentation;
  const { files } = report;
  if (wantsJson(accept)) return new AnswerWithHeaders(files ? { files } : asOne(report.documents), headers);
  const remarks = report.losses.map(lossInWords);
  const type = { 'Content-Type': `${media_type}; charset=utf-8` };
  const text = files ? inOneText(files, remarks) : await inSlices(write(report.documents, remarks));
  return new AnswerWithHeaders(text, { ...headers, ...type });
}

/** Several files as the documents of one, which Compose merges just so. */
function inOneText(files: RenderedFile[], remarks: string[]): string {
  const texts = files.map(({ name, content }) => `# ${name}\n${content}`);
  return remarks.map((line) => `# ${line}\n`).join('') + texts.join('---\n');
}

/** Names of variables as an `.env` file, or as a list. */
export function presentSecrets(variables: SecretVariable[], accept: string): AnswerWithHeaders {
  if (wantsJson(accept)) return new AnswerWithHeaders(variables, {});
  const type = { 'Content-Type': 'text/plain; charset=utf-8' };
  return new AnswerWithHeaders(toEnvFile(variables), type);
}

/** Query values come as text, which only the service parses. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Text is the answer unless JSON is asked for before it. */
function wantsJson(accept: string): boolean {
  const wanted = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '');
  const json = wanted.indexOf('application/json');
  const text = wanted.findIndex((type) => /yaml$|^text\//.test(type));
  return json >= 0 && (text < 0 || json < text);
}
