-- Papers show these rows as they stood when a document was posted.
call kernel.keeps_past('organisation.company_detail');
