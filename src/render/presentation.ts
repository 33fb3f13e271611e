import type { InSteps } from '../common/in-steps.js';
import { yamlInSteps } from './yaml-text.js';

/** How the documents of a target reach whoever asks for them: as a text, or as one JSON value. */
export interface Presentation {
  /** Media type of the text. */
  media_type: string;
  /** The text, in steps of about one document; what could not be expressed stands in it as remarks. */
  write(documents: readonly object[], remarks: readonly string[]): InSteps<string>;
  asOne(documents: readonly object[]): object;
}

/** A YAML file of one document. */
export const YAML_FILE: Presentation = {
  media_type: 'application/yaml',
  write: yamlInSteps,
  asOne: ([document = {}]) => document,
};
