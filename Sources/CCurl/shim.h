// libcurl as a Swift module. Swift imports no variadic functions: each type of argument that we pass has a wrapper.
#include <curl/curl.h>

static inline CURLcode postpass_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode postpass_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode postpass_curl_set_headers(CURL *handle, struct curl_slist *headers) {
  return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

static inline CURLcode postpass_curl_set_receiver(CURL *handle, curl_write_callback receive, void *receiver) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_WRITEDATA, receiver) : code;
}

static inline CURLcode postpass_curl_set_header_receiver(CURL *handle, curl_write_callback receive, void *receiver) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive);
  return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_HEADERDATA, receiver) : code;
}

static inline long postpass_curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// -1 where the answer does not say it.
static inline curl_off_t postpass_curl_content_length(CURL *handle) {
  curl_off_t length = -1;
  curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  return length;
}

// The address that a redirect leads to, absolute; NULL for any other answer. It belongs to the handle.
static inline const char *postpass_curl_redirect(CURL *handle) {
  char *address = NULL;
  curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &address);
  return address;
}
