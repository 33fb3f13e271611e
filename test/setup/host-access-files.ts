export const compose = (name: string, image = 'example/any') => `services:
  ${name}:
    image: ${image}
    privileged: true
    ports: ["80:80", "15433:5432"]
    volumes: [data:/data, "/etc:/host"]
`;
export const stackFile = (name: string) => `devarch: 1
stack: { name: ${name} }
instances:
  - name: db
    template: app
    overrides:
      volumes: [{ target: /a }, { volume_type: bind, source: /etc, target: /host }]
`;
