-- The content of a file is what its hash says.
select company_id, id, name from files.file where encode(sha256(content), 'hex') <> sha256
