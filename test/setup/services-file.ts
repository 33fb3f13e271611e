export const FILE = `
x-env: &env {LANG: C}
services:
  shop-base:
    image: acme/base:1
    environment: {<<: *env, MODE: base}
    cap_add: [A]
  shop-api:
    extends: {service: shop-base}
    image: acme/api:\${TAG:-2.1}
    environment: [MODE=api]
    cap_add: [B]
    depends_on: {shop-db: {condition: service_healthy}, shop-queue: {condition: service_started}}
    env_file: [.env, {path: more.env}]
  shop-db:
    image: postgres:17.2
    depends_on: [shop-api, nobody]
    ports: ["127.0.0.1:5433:5432"]
  shop-queue: {image: rabbitmq}
`;
