import { inSlices } from '../common/in-steps.js';
import { AnswerWithHeaders } from '../common/response-headers.interceptor.js';
import { yamlInSteps } from '../render/yaml-text.js';

/** A file as it is asked for: YAML, or the same as JSON. */
export async function presentFile(file: object, accept: string): Promise<object> {
  if (wantsJson(accept)) return file;
  return new AnswerWithHeaders(await inSlices(yamlInSteps([file])), {
    'Content-Type': 'application/yaml; charset=utf-8',
  });
}

/** YAML is the answer unless JSON is asked for before it. */
function wantsJson(accept: string): boolean {
  const wanted = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '');
  const json = wanted.indexOf('application/json');
  const yaml = wanted.findIndex((type) => type.endsWith('yaml'));
  return json >= 0 && (yaml < 0 || json < yaml);
}
