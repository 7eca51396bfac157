"""What people read: tables, sentences, pages, and files for other programs."""
