document.documentElement.dataset.crmChat = '';
