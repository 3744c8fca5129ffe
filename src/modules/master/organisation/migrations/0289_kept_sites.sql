-- Papers show sites as they stood when a document was sent.
call kernel.keeps_past('organisation.site');
