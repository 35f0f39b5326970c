BEGIN;
INSERT INTO bench_delivery (tenant_id, source_id, phone, payload) VALUES (1, 1, '+1212' || (random() * 1e7)::int, '{"first_name": "Ada", "last_name": "Lovelace", "email": "lead.0000000@example.com", "phone": "+1 212 600 0000", "service": "Solar panels", "zip": "10001", "message": "Please call me about a quote for my roof.", "utm_source": "google", "utm_medium": "cpc", "utm_campaign": "spring-solar", "gclid": "Cj0KCQiA4aacBhCUARIsAI55maG0000000"}');
INSERT INTO bench_step (tenant_id, kind, due_at) VALUES (1, 'call', now());
COMMIT;
