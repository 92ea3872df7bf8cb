"""What the judges of pages share: reading a page, its numbers, forms, links and their owners."""
