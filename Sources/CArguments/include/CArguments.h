// The arguments of the process as the system passed them.
#pragma once

/// How many there are, the name of the program included.
int postpass_argument_count(void);

/// One of them, which ends with a zero byte; NULL from the count on. Valid as long as the process.
const char *postpass_argument(int index);
