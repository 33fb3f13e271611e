import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpProblem } from '../common/problem.js';
import { foreignHost } from './allowed-hosts.js';
import { shareWith } from './cross-origin.js';
import { foreignPage } from './origin.js';

const NONE = ["'none'"];
const OWN = ["'self'"];

/** What the page of the API document needs, and nothing else; no page frames it. */
const CONTENT_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: NONE,
    scriptSrc: OWN,
    styleSrc: [...OWN, "'unsafe-inline'"],
    imgSrc: [...OWN, 'data:'],
    fontSrc: OWN,
    connectSrc: OWN,
    baseUri: NONE,
    formAction: NONE,
    frameAncestors: NONE,
  },
};

export interface Pages {
  /** Names that the server answers for, beside those of the loopback interface. */
  hosts: readonly string[];
  /** Origins whose pages may use the server. */
  origins: readonly string[];
}

/** A page that somebody has open on this machine can neither read answers nor change anything, unless its origin is allowed. */
export async function keepPagesOut(fastify: FastifyInstance, pages: Pages): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: CONTENT_POLICY,
    frameguard: { action: 'deny' },
    hsts: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    originAgentCluster: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
  });
  const hosts = new Set(pages.hosts);
  const origins = new Set(pages.origins);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    const host = foreignHost(request.raw, hosts);
    if (host !== null) return refuse(request, reply, 421, 'Misdirected Request', aboutHost(host));
    const page = foreignPage(request.method, request.headers, origins);
    if (page !== null) return refuse(request, reply, 403, 'Forbidden', aboutPage(page));
    if (!shareWith(origins, request, reply)) done();
  });
}

function aboutHost(host: string): string {
  return `This server does not answer for the host ${JSON.stringify(host.slice(0, 100))}; add its name to DEVARCH_HOSTS where it should.`;
}

function aboutPage(page: string): string {
  return `${page[0]?.toUpperCase()}${page.slice(1)} may not change anything here; add its origin to DEVARCH_CORS_ORIGINS where it should.`;
}

function refuse(request: FastifyRequest, reply: FastifyReply, status: number, title: string, detail: string): void {
  const problem = httpProblem(status, title, detail, request.url.split('?')[0] ?? '');
  void reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
