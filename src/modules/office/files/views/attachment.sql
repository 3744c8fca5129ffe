create view files.v_attachment with (security_invoker = true) as
select a.company_id, a.id, a.file_id, a.entity, a.record_id::text as record_id, f.name, f.media_type, f.size_bytes, a.attached_by, a.attached_at
from files.attachment a
join files.file f on f.company_id = a.company_id and f.id = a.file_id;
