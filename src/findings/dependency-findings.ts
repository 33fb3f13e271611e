import { execForm } from '../facets/values.js';
import { byKey } from '../facets/merge.js';
import {
  type DependencyEdge,
  type DependencyProblem,
  needInWords,
  resolveDependencies,
} from '../model/dependencies.js';
import { copyName } from '../model/names.js';
import { provided } from '../model/provides.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { linksAmong, type LinkingInstance } from '../references/links.js';
import { type Finding, inWords, involved, type Suggestion } from './finding.js';
import { reroutedLinks } from './rerouted-links.js';

/** A live instance of the stack, as far as others may depend on it. */
export interface Dependable extends LinkingInstance<DependencyDefinition> {
  enabled: boolean;
  template_name: string;
  /** What its template provides besides its own name. */
  provides: readonly string[];
  /** In effect; null where there is none. */
  health_test: string | null;
  restart_policy: string;
}

/** Dependencies of the enabled instances that cannot be followed, or that would wait for what never happens. Pure. */
export function dependencyFindings(stack: string, instances: readonly Dependable[]): Finding[] {
  const running = instances.filter(({ enabled }) => enabled).map((each) => ({ ...each, provides: providedBy(each) }));
  const links = linksAmong(running);
  const linked = running.map((each) => ({ ...each, dependencies: links(each) }));
  const { edges, problems } = resolveDependencies(linked);
  const alike = ({ code, link, service, required, candidates, path }: DependencyProblem) =>
    [code, link, service, required, ...candidates, ...path].join(' ');
  const groups = [...byKey({ key: alike }, problems).values()];
  return [
    ...groups.flatMap((group) => unresolved(stack, instances, group)),
    ...linked.flatMap((each) => reroutedLinks(stack, each)),
    ...waitingFor(edges, instances).flatMap(([target, waiting]) => inVain(stack, target, waiting)),
  ];
}

function providedBy({ template_name, provides }: Dependable): string[] {
  return provided(template_name, provides);
}

/** One problem that some instances have in common. */
function unresolved(stack: string, instances: readonly Dependable[], group: readonly DependencyProblem[]): Finding[] {
  const [problem] = group;
  if (!problem) return [];
  const { code: kind, link, service, required, candidates, candidate_count, path } = problem;
  const own = group.map(({ instance_id }) => instance_id);
  const need = `${inWords(own)} ${own.length === 1 ? 'needs' : 'need'} an instance of ${needInWords(problem)}`;
  const bind = `PUT /stacks/${stack}/instances/${own[0]}/links/${link}`;
  const said = {
    'dependency-cycle': {
      subject: path.join(' → '),
      message: `The instances ${path.join(' → ')} wait for one another; the last step is left out when the stack is rendered.`,
      suggestion: { text: 'Take one of these dependencies out of its template.', request: null },
    },
    'link-unresolved': {
      subject: link,
      message: `${need}, and the stack has none that is enabled.`,
      suggestion: supply(stack, instances, link, service),
    },
    'link-ambiguous': {
      subject: link,
      message: `${need}, and the stack has ${candidate_count}: ${inWords(candidates, candidate_count)}.`,
      suggestion: {
        text: `Bind the link to the one that is meant (${bind}), or rename that one to ${link}: an instance named like the link wins.`,
        request: null,
      },
    },
  }[kind];
  const severity = kind === 'dependency-cycle' ? 'error' : required ? 'warning' : 'info';
  return [{ kind, severity, ...said, ...involved(stack, [...path, ...own, ...candidates]) }];
}

/** Enables the instance that would do, or makes one with the link's name. */
function supply(stack: string, instances: readonly Dependable[], link: string, service: string): Suggestion {
  const path = `/stacks/${stack}/instances`;
  const idle = instances.filter(({ enabled }) => !enabled);
  const fit =
    idle.find(({ instance_id }) => instance_id === link) ?? idle.find((each) => providedBy(each).includes(service));
  if (fit) {
    const text = `Enable ${stack}/${fit.instance_id}.`;
    return { text, request: { method: 'PUT', path: `${path}/${fit.instance_id}`, body: { enabled: true } } };
  }
  const instance_id = freeName(
    link,
    instances.map((instance) => instance.instance_id),
  );
  const text = `Add an instance of ${service}.`;
  return { text, request: { method: 'POST', path, body: { instance_id, template: service } } };
}

/** The name itself, or the first copy of it that is free. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let n = 1; taken.includes(free); n++) free = copyName(name, n);
  return free;
}

/** The edges by the instance that they lead to. */
function waitingFor(
  edges: readonly DependencyEdge[],
  instances: readonly Dependable[],
): [Dependable, DependencyEdge[]][] {
  const groups = byKey({ key: (edge: DependencyEdge) => edge.depends_on }, edges);
  const byName = instances.toSorted((a, b) => (a.instance_id < b.instance_id ? -1 : 1));
  return byName.map((target) => [target, groups.get(target.instance_id) ?? []]);
}

function inVain(stack: string, target: Dependable, waiting: readonly DependencyEdge[]): Finding[] {
  const { instance_id: subject, health_test, restart_policy } = target;
  const path = `/stacks/${stack}/instances/${subject}`;
  const of = (wanted: string) =>
    waiting.filter(({ condition }) => condition === wanted).map(({ instance_id }) => instance_id);
  const [healthy, completed] = [of('service_healthy'), of('service_completed_successfully')];
  const checked = health_test !== null && execForm(health_test)?.[0] !== 'NONE';
  const ends = /^(no|on-failure)/.test(restart_policy);
  const about = (own: string[]) => ({ severity: 'warning' as const, subject, ...involved(stack, [subject, ...own]) });
  const unchecked: Finding = {
    kind: 'dependency-without-healthcheck',
    message: `${inWords(healthy)} should wait until ${subject} is healthy, but it has no healthcheck, unless its image brings one.`,
    suggestion: { text: `Give ${stack}/${subject} a healthcheck.`, request: null },
    ...about(healthy),
  };
  const endless: Finding = {
    kind: 'dependency-never-completes',
    message: `${inWords(completed)} should wait until ${subject} has completed, but its restart policy ${restart_policy} starts it again.`,
    suggestion: {
      text: `Set the restart policy of ${stack}/${subject} to no.`,
      request: { method: 'PUT', path, body: { settings: { restart_policy: 'no' } } },
    },
    ...about(completed),
  };
  return [...(healthy.length > 0 && !checked ? [unchecked] : []), ...(completed.length > 0 && !ends ? [endless] : [])];
}
