/** What each constraint means in words, given the refused value. A new unique or foreign key gets its sentence here. */
export const CONSTRAINTS: Readonly<Record<string, (value: string) => string>> = {
  uq_categories_name: (name) => `A category "${name}" exists already.`,
  uq_services_name: (name) => `A template "${name}" exists already.`,
  uq_service_dependencies_pair: () => 'A template may depend on another one only once.',
  uq_stacks_name: (name) => `A stack "${name}" exists already.`,
  uq_stacks_network_name: (name) => `The network "${name}" belongs to another stack.`,
  uq_service_instances_name: (name) => `An instance "${name}" exists already in this stack.`,
  uq_service_instances_container_name: (name) => `The container name "${name}" is taken.`,
  uq_stack_variables: (key) => `A variable "${key}" exists already in this stack.`,
  fk_services_category_id: () => 'The category is in use by templates.',
  fk_service_dependencies_depends_on_service_id: () => 'Other templates depend on this template.',
  fk_service_instances_template_service_id: () => 'The template is in use by instances, or was deleted meanwhile.',
  fk_service_env_vars_key_id: () => 'Secrets are sealed with a key that is not known here.',
  fk_instance_env_vars_key_id: () => 'Secrets are sealed with a key that is not known here.',
  fk_stack_variables_key_id: () => 'Secrets are sealed with a key that is not known here.',
  fk_stack_variables_stack_id: () => 'The stack was deleted meanwhile.',
  fk_service_instances_stack_id: () => 'The stack was deleted meanwhile.',
};
