import { inSlices } from '../common/in-steps.js';
import { AnswerWithHeaders } from '../common/response-headers.interceptor.js';
import type { RenderReport, SecretVariable } from './dto/render-answers.js';
import type { RenderOptions } from './dto/render-options.js';
import { toEnvFile } from './render/env-file.js';
import { lossInWords } from './render/resolved.js';
import { yamlInSteps } from './render/yaml-text.js';

/** A render as it is asked for: YAML, the same as JSON, or the report. How much it lacks is in a header either way. */
export async function presentRender(
  report: RenderReport,
  { report: asReport }: RenderOptions,
  accept: string,
): Promise<AnswerWithHeaders> {
  const headers = { 'X-Devarch-Losses': String(report.losses.length) };
  if (isTrue(asReport)) return new AnswerWithHeaders(report, headers);
  if (wantsJson(accept)) return new AnswerWithHeaders(asOne(report.documents), headers);
  const remarks = report.losses.map(lossInWords);
  const type = { 'Content-Type': 'application/yaml; charset=utf-8' };
  return new AnswerWithHeaders(await inSlices(yamlInSteps(report.documents, remarks)), { ...headers, ...type });
}

/** Names of variables as an `.env` file, or as a list. */
export function presentSecrets(variables: SecretVariable[], accept: string): AnswerWithHeaders {
  if (wantsJson(accept)) return new AnswerWithHeaders(variables, {});
  const type = { 'Content-Type': 'text/plain; charset=utf-8' };
  return new AnswerWithHeaders(toEnvFile(variables), type);
}

/** One document is itself; several are a list as Kubernetes takes it. */
function asOne(documents: object[]): object {
  const [only, ...others] = documents;
  return only && others.length === 0 ? only : { apiVersion: 'v1', kind: 'List', items: documents };
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
