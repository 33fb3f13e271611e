const SERVICES = Array.from({ length: 20 }, (_, n) => n + 1);

/** A file as people have it, of twenty services: what a database needs for each of four, and three that need it. */
export const COMPOSE_FILE = `services:
${SERVICES.map(service).join('')}volumes:
  data: {}
`;

function service(n: number): string {
  if (n % 5 === 1)
    return `  db${n}:
    image: postgres:17.2
    environment: { POSTGRES_DB: app${n}, POSTGRES_USER: app }
    volumes: ["data:/var/lib/postgresql/data"]
    healthcheck: { test: ["CMD", "pg_isready"], interval: 10s, timeout: 5s, retries: 5 }
`;
  const database = `db${n - ((n - 1) % 5)}`;
  return `  app${n}:
    image: quay.io/acme/app:1.${n}
    command: ["serve", "--port", "8080"]
    environment:
      APP_1: value ${n}
      APP_2: value 2
      DATABASE_HOST: ${database}
    ports: ["127.0.0.1:${20_000 + n}:8080"]
    labels: { com.example.tier: "${n}" }
    depends_on: { ${database}: { condition: service_healthy } }
    restart: unless-stopped
`;
}
