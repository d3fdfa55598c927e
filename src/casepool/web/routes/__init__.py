"""The pages of the workbench and the addresses that they call, one module per page."""
