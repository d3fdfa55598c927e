"""Writers: domain values in, text out. Nothing here touches a file."""
