"""What every vendor of a family must do, as test classes that each vendor's tests inherit."""
