DROP TABLE IF EXISTS bench_delivery, bench_step;
CREATE TABLE bench_delivery (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant_id bigint NOT NULL, source_id bigint NOT NULL,
    phone text NOT NULL, payload jsonb NOT NULL, received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON bench_delivery (tenant_id, received_at);
CREATE INDEX ON bench_delivery (tenant_id, phone, received_at);
CREATE TABLE bench_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id bigint NOT NULL, kind text NOT NULL,
    state text NOT NULL DEFAULT 'ready', due_at timestamptz NOT NULL
);
CREATE INDEX ON bench_step (due_at) WHERE state = 'ready';
