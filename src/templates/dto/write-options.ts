import { FromQuery } from '../../common/conversions.js';
import { BooleanField } from '../../common/fields.js';
import { parseOptions } from '../../common/parse.js';

/** How a template is changed. */
export class WriteOptions {
  @BooleanField({
    description:
      'Change nothing, and answer instead what the change would do to the instances of the template: where it reaches ' +
      'them, and where their own overrides and settings keep it off.',
  })
  @FromQuery()
  dry_run: boolean = false;
}

/** A misspelt option is refused, so that no dry run ever becomes a change. */
export function isDryRun(options: object): boolean {
  return parseOptions(WriteOptions, options).dry_run;
}
