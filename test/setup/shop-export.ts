export const SHOP = `devarch: 1
stack:
  name: shop
  description: 'The shop: "yes"'
  enabled: true
instances:
  - name: db
    template: postgres
    description: Orders
    enabled: false
    settings:
      image_name: quay.io/acme/db
      image_tag: "9.1"
      command: '["run","--fast"]'
      restart_policy: on-failure:3
      user_spec: "1000:1000"
    overrides:
      ports:
        - host_ip: "0.0.0.0"
          host_port: 15432
          container_port: 5432
          protocol: udp
          publish_mode: host
        - container_port: 8080
          protocol: tcp
          removed: true
      volumes:
        - volume_type: bind
          source: ./data
          target: /data
          read_only: true
          is_external: true
          options:
            selinux: z
        - target: /logs
          removed: true
      env_vars:
        - key: LANG
          removed: true
        - key: POSTGRES_DB
          is_secret: true
      labels:
        - key: com.example.team
          value: payments
        - key: com.example.tier
          removed: true
      domains:
        - domain: admin.localhost
          removed: true
        - domain: shop.localhost
          proxy_port: 8080
      healthcheck:
        test: '["CMD","true"]'
        interval_seconds: 5
        timeout_seconds: 4
        retries: 7
        start_period_seconds: 9
      config_files:
        - file_path: /etc/app.conf
          content: |
            a = 1
          file_mode: "0600"
          is_template: true
        - file_path: /etc/other.conf
          removed: true
      options:
        - key: shm_size
          value: 256m
        - key: ulimits
          removed: true
  - name: web
    template: postgres
    description: ""
    enabled: true
    overrides:
      healthcheck:
        removed: true
`;
