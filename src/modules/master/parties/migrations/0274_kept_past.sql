-- Papers show these rows as they stood when a document was posted.
call kernel.keeps_past('parties.party');
call kernel.keeps_past('parties.address');
call kernel.keeps_past('parties.terms');
