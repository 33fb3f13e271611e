import { loss, type PartLoss } from '../loss.js';
import { marksIn, writeText } from '../marks.js';
import type { ResolvedInstance } from '../resolved.js';

const ELSEWHERE = 'is a secret or has no value yet, and Kubernetes fills in nothing there';
/** What a tag is that nobody knows: no registry has it, so that nothing else is run instead. */
const NO_TAG = 'unresolved';

/** An instance without what only whoever runs it knows, where Kubernetes can only take texts that are known. */
export function withKnownTexts(instance: ResolvedInstance): { instance: ResolvedInstance; losses: PartLoss[] } {
  const { labels, domains, healthcheck, image } = instance;
  const isKnown = (text: string) => marksIn(text).length === 0;
  const keys = Object.keys(labels);
  const losses = [
    ...(isKnown(image) ? [] : [loss('text-not-known', '/image_tag', `${ELSEWHERE}; the tag is ${NO_TAG}`)]),
    ...keys.flatMap((key, index) => leftOut(isKnown(labels[key] ?? ''), `/labels/${index}`)),
    ...domains.flatMap(({ domain }, index) => leftOut(isKnown(domain), `/domains/${index}`)),
    ...(healthcheck ? leftOut(isKnown(healthcheck.test), '/healthcheck') : []),
  ];
  if (losses.length === 0) return { instance, losses };
  const known: ResolvedInstance = {
    ...instance,
    image: writeText(
      image,
      (plain) => plain,
      () => NO_TAG,
    ),
    labels: Object.fromEntries(Object.entries(labels).filter(([, value]) => isKnown(value))),
    domains: domains.filter(({ domain }) => isKnown(domain)),
    healthcheck: healthcheck && isKnown(healthcheck.test) ? healthcheck : null,
  };
  return { instance: known, losses };
}

function leftOut(is_known: boolean, where: string): PartLoss[] {
  return is_known ? [] : [loss('text-not-known', where, `${ELSEWHERE}; left out`)];
}
