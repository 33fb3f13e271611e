/** What the page says above the operations. */
export const INTRODUCTION = `A catalogue of service templates, stacks of instances, and copy-on-write overrides: an instance
stores only what differs from its template, so that a change of the template reaches everything that nobody changed.

### Getting started

Every operation is filled in: open one, press **Execute**, and go on with the next; the names in the examples are those
that the operations before have made.

1. **Templates**: \`listTemplates\` shows the catalogue; \`createTemplate\` adds one of your own.
2. **Stacks**: \`createStack\` makes the stack \`shop\`.
3. **Instances**: \`createInstance\` puts the template \`postgres\` into it, as \`db\`.
4. **Overrides**: \`replacePorts\` moves a port, \`patchEnvVars\` sets and removes single variables. What is not named
   follows the template; \`reset…\` lets the template show through again.
5. **Effective config**: \`getEffectiveConfig\` shows what would run, and where every item comes from.
6. **Compose**: \`renderStack\` gives the file that runs.

### What holds everywhere

- Lists answer an array; \`Link\` leads to the next page, \`total=true\` adds \`X-Total-Count\`.
- An error is a problem (RFC 9457, \`application/problem+json\`): \`detail\` says what is wrong in words, \`errors\` names
  every wrong field, what was given and what is allowed. A field or parameter that is not known is refused, never ignored.
- A method that a path does not have is 405 with \`Allow\`, a path that does not exist 404.
- What the server makes (\`id\`, \`created_at\`, counts …) may be sent back as it was read, or left out; another value of it is a 400.
- An empty text is null where null is allowed and an empty text is not; an empty parameter of a list counts as left out.
- Secrets are shown as \`***\`, which in a write keeps them.
- There are no keys: whoever reaches the server may do everything. It listens on the loopback interface.`;

/** The groups of operations, in the order in which one would try them. */
export const GROUPS: Record<string, string> = {
  Templates: 'The catalogue and its categories.',
  Stacks: 'Named groups of instances, each with a network of its own.',
  Variables: 'Values that the instances of a stack share.',
  Instances: 'Templates in use inside a stack.',
  Overrides: 'What an instance changes of its template, facet by facet.',
  'Effective config': 'What would really run: template and overrides combined.',
  Compose: 'A stack as a file that runs: Compose, and other targets.',
  Transfer: 'Compose files and exports in, exports out.',
  Sources: 'Git repositories that stacks are kept up to.',
  Links: 'Which instance of its stack a link of an instance leads to.',
  Trash: 'Deleting: stacks and instances to the trash and back, everything else for good.',
  Health: 'For whoever watches the server.',
};
