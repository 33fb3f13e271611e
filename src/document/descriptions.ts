import { FACET_NAMES, facetOf } from '../facets/facets.js';

const NAMED = 'The name is that of a live one; what lies in the trash is not found.';

/** What one should know before using an operation, by its name; those of the facets are written once for all of them. */
const DESCRIPTIONS: Record<string, string> = {
  listTemplates:
    '`search` looks into name, description and image. `instance_count` counts live instances only. `include=facets` gives each template as `GET /services/{template}` does.',
  createTemplate:
    'Everything that instances inherit in one call. `image_name` has no tag: that is `image_tag`. A secret is sealed and shown as `***` from then on. The category and the dependencies have to exist.',
  getTemplate: 'Lists are in a fixed order, so that two answers can be compared as text. Secrets are shown as `***`.',
  updateTemplate:
    'What is left out stays, a list that is given replaces the stored one **as a whole**. The change reaches every instance that does not override it: `dry_run=true` says which, and writes nothing.',
  removeTemplate:
    'For good, there is no trash for templates. Refused while an instance, live or trashed, or another template needs it; the answer names them.',
  getTemplateFile: 'The others of the template are not read. A path that it has not is answered with the nearest one.',
  replaceTemplateFile:
    'The path stands in the address, without its leading slash, and need not be repeated in the body. Every other file stays as it is. It reaches every instance that does not override the file; `dry_run=true` says which, and writes nothing.',
  removeTemplateFile:
    'Every other file stays. An instance that overrides the file keeps its own; one that removed it is left with an override that does nothing. `dry_run=true` says whom it reaches, and writes nothing.',
  listTemplateDependencies: 'No instance can override them. Without any the list is empty.',
  replaceTemplateDependencies:
    'The list replaces the stored one **as a whole** and reaches every instance. The templates that it names have to exist; `dry_run=true` says what would change, and writes nothing.',
  listTemplateUsage: 'Trashed instances are not listed, although they too keep a template from being deleted.',
  listTemplateOverrides: 'Before changing a template: what is overridden everywhere is not reached by the change.',
  listCategories: 'Templates of a category with a lower `startup_order` start first.',
  createCategory: 'Names are unique. The colour is stored in lower case.',
  getCategory: 'With the number of its templates.',
  updateCategory: 'What is left out stays. Renaming keeps its templates: they refer to it by id.',
  removeCategory: 'For good. Refused while templates are in it.',
  listStacks:
    '`enabled_count` counts enabled instances, `override_count` all overrides of the live ones, `variable_count` the variables of the stack.',
  createStack:
    'The network is called `devarch-{stack}-net` unless `network_name` says otherwise; two stacks cannot share one. `trash`, `import` and some other words are no names.',
  getStack: NAMED,
  updateStack:
    'What is left out stays. `enabled` says whether the stack is in use; its instances keep their own. The name changes by `renameStack`.',
  removeStack:
    'Its live instances go to the trash with it and come back with it. The name is free again at once. Look at `previewRemoveStack` first.',
  enableStack: 'Takes no body. Doing it twice is the same as once.',
  disableStack: 'Takes no body. Nothing is deleted, and its instances stay as they are.',
  cloneStack:
    'A snapshot, all or nothing: variables, and live instances with settings, overrides and secrets; containers and network get names of the new stack. Ports stay, so both cannot run side by side before they are moved: see `listStackFindings`.',
  renameStack:
    'Containers, and a network that is named after the stack, get new names: what runs under the old ones has to be stopped first. A network name of its own stays.',
  previewRemoveStack: 'Only reads. Names and counts are those of now.',
  listVariables: 'All of them, in the order of their keys. Without any the list is empty.',
  replaceVariables:
    'The **whole** list: what is not in it is gone. Read it, change it, put it back. A secret is sealed and shown as `***` from then on, which in a write keeps it. No value yet is `null`.',
  patchVariables:
    'Single variables by their key, all or nothing; every other one stays. `remove` refuses a key that is not there, `reset` does not.',
  removeVariables: 'For good: a clone made before has them still. Where there are none it is a success, too.',
  listStackFindings:
    'Advice: a finding never blocks anything. `host-access` names what reaches the host; whether writes of it are refused is said by the operator (`DEVARCH_HOST_ACCESS`). Ports and domains are compared over all stacks.',
  listAllFindings:
    'Of live stacks, each finding as its stack has it: what two stacks clash over is told for both. A name that no stack has is an empty list.',
  getSummary:
    'For the first page of a dashboard, read in one statement. What lies in the trash is not counted. Findings are those of `listAllFindings`.',
  listInstances: 'In the order of creation. `override_counts` has one number per facet.',
  listAllInstances:
    'Live ones, in the order of creation; those of a disabled stack too. A name that no stack or template has is an empty list.',
  createInstance:
    'Give the template by `template` (its name) or `template_service_id`, not both. The container is called `devarch-{stack}-{instance}`, which may not be longer than 127 characters. Each facet that is given (`ports`, `env_vars` …) is what a PUT of that facet would store; all or nothing.',
  getInstance: 'The stored differences, not what would run: that is `getEffectiveConfig`.',
  updateInstance:
    'What is left out stays; a setting that is `null` follows the template again. The name changes by `renameInstance`.',
  removeInstance: 'With all its overrides; `restoreInstance` brings it back. The name is free again at once.',
  duplicateInstance:
    'The body may be left out; the copy is then called `{name}-copy`, or `-copy-2` and so on. Ports are copied as they are and clash until one is moved.',
  renameInstance:
    'The id and the overrides stay. The container gets the new name: the old one has to be stopped first. References by the old name name the new one, everywhere in the stack.',
  renameInstanceByPut: 'The same as `renameInstance`. It goes with the next version: send POST.',
  previewRemoveInstance:
    'Only reads. Names and counts are those of now, with who refers to the instance and is linked to it.',
  getFile: 'Only where the instance overrides the file; the template’s own is in `getEffectiveConfig`.',
  replaceFile:
    'The path stands in the address, without its leading slash, and need not be repeated in the body. `{"removed": true}` takes the file of the template away.',
  resetFile: 'The template shows through again. Without an override there is nothing to do, and it is a success.',
  resetOverrides: 'Every facet **and** the settings. There is no way back but a copy made before.',
  listStackOverrideFindings: 'Redundant ones repeat the template, orphaned ones remove what it no longer has.',
  pruneStackOverrides: 'What is in effect stays the same. With `dry_run` nothing is written.',
  listOverrideFindings: 'Redundant ones repeat the template, orphaned ones remove what it no longer has.',
  pruneOverrides:
    'What is in effect stays the same; but a redundant override no longer holds its value when the template changes later. With `dry_run` nothing is written.',
  listLinks:
    'Every link of its template, followed or not: to what it is `bound_to`, where it leads (`resolved_to`) and `by` which rule: bound, its name, the only candidate, none. Read in one statement.',
  replaceLinks:
    'The list replaces all bindings: a link that is not in it follows the names again. A target that is not a live instance of the stack, or does not provide what is needed, is refused with the ones that do.',
  replaceLink:
    'By id: it stays through every rename. One in the trash or not enabled is passed over meanwhile, and `link-rerouted` among the findings says so.',
  resetLink:
    'By its name, or to the only one that will do. Where it was not bound there is nothing to do, and it is a success.',
  resetLinks: 'As if none had ever been bound.',
  getDependants:
    'What a rename takes along, and what disabling or deleting the instance would leave without a value. `through` is empty where a text refers to the instance itself.',
  getEffectiveConfig:
    'Read in one snapshot. `source` says where an item comes from; with `explain=true` also what an override hides. Identity labels are `system` and cannot be overridden.',
  diffInstance:
    'Against its own template, or with `against={stack}/{instance}` against another instance. Text with `Accept: text/plain`. Secrets are compared without being shown.',
  renderStack:
    'YAML, or JSON where `Accept` asks for it. Only enabled instances are in it. What the target cannot express is left out and said: in comments, in `X-Devarch-Losses`, and with `report=true` as a list. Secrets stand in it as names of variables.',
  revealStack:
    'Like `renderStack`, with values in the place of the names. By POST, so that no link reveals anything; the log says that it was asked for, never what was seen.',
  renderTemplate:
    'As a stack and an instance of its own name would render that override nothing; neither is made, and both have the number 0. What it needs is not in the file: that is a loss. The targets, the report and the names of secrets are those of `renderStack`; values are revealed of stacks and instances only.',
  listStackSecrets: 'An `.env` file without values of secrets, or a list with `Accept: application/json`.',
  revealStackSecrets: 'The `.env` file that belongs to `renderStack`. The log says that it was asked for.',
  renderInstance: 'Also a disabled one. Dependencies on other instances are not in it.',
  revealInstance: 'Like `renderInstance`, with values in the place of the names. The log says that it was asked for.',
  listInstanceSecrets: 'An `.env` file without values of secrets, or a list with `Accept: application/json`.',
  revealInstanceSecrets: 'The `.env` file that belongs to `renderInstance`. The log says that it was asked for.',
  importTemplates:
    'One template per service of the file. Existing ones are updated unless `update` is false: that reaches their instances. What looks like a secret is sealed, unless `detect_secrets` is false. `dry_run` answers the same report and writes nothing.',
  importStack:
    '`mode: replace` moves instances that the file lacks to the trash; `update` never deletes. Services are matched to templates by their image. Read `losses`: it says what is not kept exactly; and `warnings`: what looks like a secret and was sealed (not with `detect_secrets=false`), what reaches the host. `dry_run` answers the same report and writes nothing.',
  exportStack: 'Differences only: importing it elsewhere needs the same templates there. Secrets have no values in it.',
  replaceSource:
    'What is left out has its default; `token` and `secret` stay. The server reads the repository: by https, and by other ways where the operator lets them in (`DEVARCH_SOURCE_URLS`). A token is never sent to another host than the one that it was given for.',
  getSource:
    'How the last attempt ended, and at which commit. `check=true` reads the repository now, and `pending` says what a sync would change.',
  syncSource:
    'The newest commit, in one transaction, as `importStack` with `mode: update`; a failure changes nothing and is kept in `error`. With `dry_run` nothing is written.',
  notifySource:
    'Signed with the `secret` of the source: `X-Hub-Signature-256` (GitHub, Gitea, Forgejo; content type JSON) or `X-Gitlab-Token`. It is read soon; `getSource` says how that ended.',
  removeSource: 'Its instances and variables stay. Where it has none it is a success, too.',
  listTrashedStacks: 'One name may be there several times: they differ by id.',
  restoreStack:
    'The newest of that name, or the one whose `id` is given. With exactly the instances that went with it. Give a new name where the old one is taken.',
  purgeStack:
    'For good, with its variables, instances and overrides. The newest of that name, or the one whose `id` is given.',
  listTrashedInstances: 'One name may be there several times: they differ by id.',
  restoreInstance:
    'The newest of that name, or the one whose `id` is given, with its overrides. Give a new name where the old one is taken.',
  purgeInstance: 'For good, with its overrides. The newest of that name, or the one whose `id` is given.',
  checkLive: 'Says nothing about the database: for restarting what hangs.',
  checkReady: 'Asks the database: for sending requests elsewhere, not for restarting.',
};

/** How operations on a facet end: its path in the letters of a method's name. */
const FACETS = `(${FACET_NAMES.map((name) => inPascalCase(facetOf(name).path)).join('|')})`;

function inPascalCase(path: string): string {
  return path
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** The same for every facet, by the beginning of the name. */
const OF_FACETS: [RegExp, string][] = [
  [
    new RegExp(`^replaceTemplate${FACETS}$`),
    'The list replaces the stored one **as a whole**: read it, change it, put it back. It reaches every instance that does not override the item; `dry_run=true` says which, and writes nothing.',
  ],
  [
    new RegExp(`^(list|get)Template${FACETS}$`),
    'What the template itself says; instances inherit it unless they override it.',
  ],
  [
    new RegExp(`^(list|get)${FACETS}$`),
    'The differences alone, `removed` ones included; empty where the instance follows its template.',
  ],
  [
    new RegExp(`^replace${FACETS}$`),
    'The **whole** list of differences: what is not in it follows the template again, nothing is copied. `removed: true` takes a template item away. With `as=effective` the list is what should run, and the smallest set of differences is stored.',
  ],
  [
    new RegExp(`^patch${FACETS}$`),
    'Single items by their key, all or nothing; everything else stays. `remove` takes a template item away, `reset` drops an override.',
  ],
  [
    new RegExp(`^reset${FACETS}$`),
    'Drops the differences of this facet; the template shows through again. Where there are none it is a success, too.',
  ],
];

/** The text below an operation's summary. */
export function descriptionOf(operation_id: string): string | undefined {
  return DESCRIPTIONS[operation_id] ?? OF_FACETS.find(([name]) => name.test(operation_id))?.[1];
}

/** The names that have a text of their own, for the test that each of them is an operation. */
export const DESCRIBED = Object.keys(DESCRIPTIONS);
